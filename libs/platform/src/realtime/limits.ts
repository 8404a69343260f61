/** The limits of the sockets (spec: realtime.md, fine-print.md). */
export const LIVE_LIMITS = {
  /** Time for the first `auth`, in milliseconds. */
  signInMs: 10_000,
  /** Bytes of one message of a client. */
  messageBytes: 64 * 1024,
  /** Bytes of one frame; a longer one ends the connection. */
  frameBytes: 1024 * 1024,
  /** Parts that one message may come in, and pieces of one part: each costs memory, however small it is. */
  fragments: 1024,
  bufferedChunks: 4096,
  messagesPerSecond: 30,
  /** Messages refused in a row before the connection is ended. */
  refusedInARow: 30,
  /** Messages of one socket that wait for their turn; two seconds' worth. */
  waitingTasks: 60,
  /** Frames and packets of all kinds a second, those that are no messages among them. */
  packetsPerSecond: 120,
  socketsPerUser: 20,
  roomsPerSocket: 500,
  /** Rooms that a socket may newly enter in a burst, and in each second after that. */
  joinsInABurst: 1000,
  joinsPerSecond: 50,
  /** Connections of one address at one process that have not signed in yet. */
  newcomersPerAddress: 1000,
  /** Bytes that wait for a slow reader before it is dropped. */
  waitingBytes: 1024 * 1024,
  /** Bytes that may wait where cursors and the like are still sent. */
  idleBytes: 64 * 1024,
  /** Packets that wait for a slow reader of Socket.IO before it is dropped. */
  waitingPackets: 512,
  /** People who are named as present; of more there is only the number. */
  presentNamed: 100,
  heartbeatMs: 25_000,
} as const;
