package io.chatsignal.engineio;

/**
 * What a session is told about time and size.
 *
 * @param pingIntervalNanos from one ping to the next
 * @param pingTimeoutNanos how long a ping may go unanswered
 * @param upgradeTimeoutNanos how long a probing WebSocket may take
 * @param maxPayloadBytes the largest message or payload that a client may send
 * @param maxPacketsPerPayload the most packets in one POST
 * @param maxUnsentBytes the most output that may wait for a client
 */
public record EngineConfig(
    long pingIntervalNanos,
    long pingTimeoutNanos,
    long upgradeTimeoutNanos,
    int maxPayloadBytes,
    int maxPacketsPerPayload,
    long maxUnsentBytes) {
  public EngineConfig {
    if (pingIntervalNanos <= 0 || pingTimeoutNanos <= 0 || upgradeTimeoutNanos <= 0) {
      throw new IllegalArgumentException("times must be positive");
    }
    if (maxPayloadBytes <= 0 || maxPacketsPerPayload <= 0 || maxUnsentBytes <= 0) {
      throw new IllegalArgumentException("limits must be positive");
    }
  }

  /** The data of the open packet. */
  String handshakeJson(String sid, String upgrades) {
    return "{\"sid\":\""
        + sid
        + "\",\"upgrades\":["
        + upgrades
        + "],\"pingInterval\":"
        + pingIntervalNanos / 1_000_000
        + ",\"pingTimeout\":"
        + pingTimeoutNanos / 1_000_000
        + ",\"maxPayload\":"
        + maxPayloadBytes
        + "}";
  }
}
