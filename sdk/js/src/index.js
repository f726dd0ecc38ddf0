export { Control, CloseReason, FrameDecoder, ProtocolError, encodeFrame, decodeControl, reasonName } from './frames.js';
export { Conversation, announce, announcedWindow } from './conversation.js';
export { TubeTunnel } from './tube-tunnel.js';
export { WebSocketTunnel } from './websocket-tunnel.js';
export { SessionTunnel } from './session-tunnel.js';
export { takeSeat } from './seat.js';
