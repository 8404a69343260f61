/**
 * The words by which quick-add knows durations and repetitions, for each language that it reads. They are compared in
 * lower case and without accents. Languages that are not here are read as English.
 */
export type Unit = 'daily' | 'weekly' | 'monthly' | 'yearly';

export interface Words {
  /** Before a duration: `for 45m`. */
  lasting: readonly string[];
  hours: readonly string[];
  minutes: readonly string[];
  /** Before a number, a unit or a weekday: `every 2 weeks`. */
  every: readonly string[];
  /** Between it and a unit: every second one. */
  other: readonly string[];
  units: Readonly<Record<Unit, readonly string[]>>;
  /** Monday to Friday, in one word. */
  workdays: readonly string[];
  /** The words that say it all: `weekly`. */
  alone: Readonly<Record<Unit, readonly string[]>>;
  /** Sunday first. Two letters and more of a name, and its forms. */
  weekdays: readonly (readonly string[])[];
  and: readonly string[];
  /** What stands before a time and is left over when that is taken out. */
  before: readonly string[];
}

/** Signs of units that are the same everywhere. */
const H = ['h', 'hr', 'hrs', 'ч'];
const M = ['m', 'min', 'mins', 'мин'];

const english: Words = {
  lasting: ['for'],
  hours: [...H, 'hour', 'hours'],
  minutes: [...M, 'minute', 'minutes'],
  every: ['every', 'each'],
  other: ['other', 'second', '2nd'],
  units: {
    daily: ['day', 'days'],
    weekly: ['week', 'weeks'],
    monthly: ['month', 'months'],
    yearly: ['year', 'years'],
  },
  workdays: ['weekday', 'weekdays', 'workday', 'workdays'],
  alone: { daily: ['daily'], weekly: ['weekly'], monthly: ['monthly'], yearly: ['yearly', 'annually'] },
  weekdays: [
    ['sunday', 'sundays', 'sun'],
    ['monday', 'mondays', 'mon'],
    ['tuesday', 'tuesdays', 'tue', 'tues'],
    ['wednesday', 'wednesdays', 'wed'],
    ['thursday', 'thursdays', 'thu', 'thurs'],
    ['friday', 'fridays', 'fri'],
    ['saturday', 'saturdays', 'sat'],
  ],
  and: ['and'],
  before: ['on', 'at', 'by', 'until', 'till', 'from', 'starting', 'due'],
};

const german: Words = {
  lasting: ['fur'],
  hours: [...H, 'std', 'stunde', 'stunden'],
  minutes: [...M, 'minute', 'minuten'],
  every: ['jede', 'jeden', 'jedes', 'jeder', 'alle'],
  other: ['zweite', 'zweiten', 'zweites'],
  units: {
    daily: ['tag', 'tage'],
    weekly: ['woche', 'wochen'],
    monthly: ['monat', 'monate'],
    yearly: ['jahr', 'jahre'],
  },
  workdays: ['werktag', 'arbeitstag', 'wochentag'],
  alone: { daily: ['taglich'], weekly: ['wochentlich'], monthly: ['monatlich'], yearly: ['jahrlich'] },
  weekdays: [
    ['sonntag', 'so'],
    ['montag', 'mo'],
    ['dienstag', 'di'],
    ['mittwoch', 'mi'],
    ['donnerstag', 'do'],
    ['freitag', 'fr'],
    ['samstag', 'sonnabend', 'sa'],
  ],
  and: ['und'],
  before: ['am', 'um', 'bis', 'ab', 'von', 'zum'],
};

const french: Words = {
  lasting: ['pendant', 'pour', 'durant'],
  hours: [...H, 'heure', 'heures'],
  minutes: [...M, 'mn', 'minute', 'minutes'],
  every: ['chaque', 'tous les', 'toutes les', 'tout les'],
  other: [],
  units: {
    daily: ['jour', 'jours'],
    weekly: ['semaine', 'semaines'],
    monthly: ['mois'],
    yearly: ['an', 'ans', 'annee', 'annees'],
  },
  workdays: ['jours ouvres', 'jour ouvre'],
  alone: {
    daily: ['quotidiennement'],
    weekly: ['hebdomadaire'],
    monthly: ['mensuellement', 'mensuel'],
    yearly: ['annuellement', 'annuel'],
  },
  weekdays: [
    ['dimanche', 'dimanches'],
    ['lundi', 'lundis'],
    ['mardi', 'mardis'],
    ['mercredi', 'mercredis'],
    ['jeudi', 'jeudis'],
    ['vendredi', 'vendredis'],
    ['samedi', 'samedis'],
  ],
  and: ['et'],
  before: ['le', 'a', 'au', 'avant', 'des', 'jusqu’au', "jusqu'au"],
};

const spanish: Words = {
  lasting: ['durante', 'por'],
  hours: [...H, 'hora', 'horas'],
  minutes: [...M, 'minuto', 'minutos'],
  every: ['cada', 'todos los', 'todas las'],
  other: [],
  units: {
    daily: ['dia', 'dias'],
    weekly: ['semana', 'semanas'],
    monthly: ['mes', 'meses'],
    yearly: ['ano', 'anos'],
  },
  workdays: ['dias laborables', 'dia laborable'],
  alone: {
    daily: ['diariamente'],
    weekly: ['semanalmente'],
    monthly: ['mensualmente'],
    yearly: ['anualmente'],
  },
  weekdays: [
    ['domingo', 'domingos'],
    ['lunes'],
    ['martes'],
    ['miercoles'],
    ['jueves'],
    ['viernes'],
    ['sabado', 'sabados'],
  ],
  and: ['y', 'e'],
  before: ['el', 'a', 'a las', 'a la', 'antes del', 'hasta el'],
};

const italian: Words = {
  lasting: ['per'],
  hours: [...H, 'ora', 'ore'],
  minutes: [...M, 'minuto', 'minuti'],
  every: ['ogni', 'tutti i', 'tutte le'],
  other: [],
  units: {
    daily: ['giorno', 'giorni'],
    weekly: ['settimana', 'settimane'],
    monthly: ['mese', 'mesi'],
    yearly: ['anno', 'anni'],
  },
  workdays: ['giorni feriali', 'giorno feriale'],
  alone: {
    daily: ['quotidianamente'],
    weekly: ['settimanalmente'],
    monthly: ['mensilmente'],
    yearly: ['annualmente'],
  },
  weekdays: [
    ['domenica', 'domeniche'],
    ['lunedi'],
    ['martedi'],
    ['mercoledi'],
    ['giovedi'],
    ['venerdi'],
    ['sabato', 'sabati'],
  ],
  and: ['e'],
  before: ['il', 'alle', 'entro', 'entro il', 'fino al'],
};

const portuguese: Words = {
  lasting: ['durante', 'por'],
  hours: [...H, 'hora', 'horas'],
  minutes: [...M, 'minuto', 'minutos'],
  every: ['cada', 'a cada', 'todo', 'toda', 'todos os', 'todas as'],
  other: [],
  units: {
    daily: ['dia', 'dias'],
    weekly: ['semana', 'semanas'],
    monthly: ['mes', 'meses'],
    yearly: ['ano', 'anos'],
  },
  workdays: ['dias uteis', 'dia util'],
  alone: {
    daily: ['diariamente'],
    weekly: ['semanalmente'],
    monthly: ['mensalmente'],
    yearly: ['anualmente'],
  },
  weekdays: [
    ['domingo', 'domingos'],
    ['segunda-feira', 'segunda', 'segundas'],
    ['terca-feira', 'terca', 'tercas'],
    ['quarta-feira', 'quarta', 'quartas'],
    ['quinta-feira', 'quinta', 'quintas'],
    ['sexta-feira', 'sexta', 'sextas'],
    ['sabado', 'sabados'],
  ],
  and: ['e'],
  before: ['em', 'as', 'ate', 'no', 'na', 'no dia'],
};

const dutch: Words = {
  lasting: ['voor', 'gedurende'],
  hours: [...H, 'u', 'uur', 'uren'],
  minutes: [...M, 'minuut', 'minuten'],
  every: ['elke', 'elk', 'iedere', 'ieder', 'om de'],
  other: ['andere', 'tweede'],
  units: {
    daily: ['dag', 'dagen'],
    weekly: ['week', 'weken'],
    monthly: ['maand', 'maanden'],
    yearly: ['jaar', 'jaren'],
  },
  workdays: ['werkdag', 'weekdag'],
  alone: { daily: ['dagelijks'], weekly: ['wekelijks'], monthly: ['maandelijks'], yearly: ['jaarlijks'] },
  weekdays: [['zondag'], ['maandag'], ['dinsdag'], ['woensdag'], ['donderdag'], ['vrijdag'], ['zaterdag']],
  and: ['en'],
  before: ['op', 'om', 'tot', 'voor', 'vanaf'],
};

const russian: Words = {
  lasting: ['на', 'в течение'],
  hours: [...H, 'час', 'часа', 'часов'],
  minutes: [...M, 'минута', 'минуту', 'минуты', 'минут'],
  every: ['каждый', 'каждую', 'каждое', 'каждые'],
  other: ['второи', 'вторую', 'второе'],
  units: {
    daily: ['день', 'дня', 'днеи'],
    weekly: ['неделю', 'недели', 'недель'],
    monthly: ['месяц', 'месяца', 'месяцев'],
    yearly: ['год', 'года', 'лет'],
  },
  workdays: ['будни', 'буднии день', 'рабочии день'],
  alone: { daily: ['ежедневно'], weekly: ['еженедельно'], monthly: ['ежемесячно'], yearly: ['ежегодно'] },
  weekdays: [
    ['воскресенье'],
    ['понедельник'],
    ['вторник'],
    ['среду', 'среда'],
    ['четверг'],
    ['пятницу', 'пятница'],
    ['субботу', 'суббота'],
  ],
  and: ['и'],
  before: ['в', 'к', 'до', 'с'],
};

export const words: Readonly<Record<string, Words>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  nl: dutch,
  ru: russian,
};
