package io.chatsignal.transport;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.EngineVersion;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the transport has seen since it was built. The loops add to it without a lock, and whoever
 * likes reads it, at any time and on any thread.
 */
public final class TransportCounters {
  /** What carries a session. */
  public enum Carrier {
    POLLING,
    WEBSOCKET
  }

  /** Why a session was refused before it began. */
  public enum Refusal {
    CONNECTIONS,
    CONNECTIONS_PER_ADDRESS,
    STOPPING
  }

  private final EnumCounters<EngineVersion> polling = new EnumCounters<>(EngineVersion.class);
  private final EnumCounters<EngineVersion> webSocket = new EnumCounters<>(EngineVersion.class);
  private final EnumCounters<CloseReason> closed = new EnumCounters<>(CloseReason.class);
  private final EnumCounters<Refusal> refused = new EnumCounters<>(Refusal.class);
  private final LongAdder opened = new LongAdder();
  private final LongAdder upgraded = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final LongAdder moved = new LongAdder();
  private final LongAdder notRecovered = new LongAdder();
  private final LongAdder messagesIn = new LongAdder();
  private final LongAdder messagesOut = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final DurationHistogram loopLag = new DurationHistogram();

  TransportCounters() {}

  // ---- for whoever reads

  /** Sessions that are open. */
  public long open(Carrier carrier, EngineVersion version) {
    return open(carrier).count(version);
  }

  /** All sessions that are open: nobody has said goodbye yet. */
  public long open() {
    return Arrays.stream(EngineVersion.values())
        .mapToLong(version -> polling.count(version) + webSocket.count(version))
        .sum();
  }

  /** Sessions that were opened. */
  public long opened() {
    return opened.sum();
  }

  /** Sessions that went from polling to a WebSocket. */
  public long upgraded() {
    return upgraded.sum();
  }

  /** Sessions that ended so. */
  public long closed(CloseReason reason) {
    return closed.count(reason);
  }

  public long refused(Refusal refusal) {
    return refused.count(refusal);
  }

  /** Clients that came back and went on without a gap. */
  public long recovered() {
    return recovered.sum();
  }

  /** Clients that went on here without a gap, where they had been on another server. */
  public long moved() {
    return moved.sum();
  }

  /** Clients that came back too late and began anew. */
  public long notRecovered() {
    return notRecovered.sum();
  }

  /** Messages of the protocol above Engine.IO. */
  public long messagesIn() {
    return messagesIn.sum();
  }

  public long messagesOut() {
    return messagesOut.sum();
  }

  /** Bytes of WebSocket frames and of polling bodies; without TLS and HTTP heads. */
  public long bytesIn() {
    return bytesIn.sum();
  }

  public long bytesOut() {
    return bytesOut.sum();
  }

  /** How late the loops come to what they had planned. */
  public DurationHistogram loopLag() {
    return loopLag;
  }

  // ---- for the shell

  void open(EngineVersion version, Carrier carrier) {
    opened.increment();
    open(carrier).increment(version);
  }

  void upgraded(EngineVersion version) {
    upgraded.increment();
    polling.decrement(version);
    webSocket.increment(version);
  }

  void close(EngineVersion version, Carrier carrier, CloseReason reason) {
    closed.increment(reason);
    open(carrier).decrement(version);
  }

  void refuse(Refusal refusal) {
    refused.increment(refusal);
  }

  void recover() {
    recovered.increment();
  }

  void move() {
    moved.increment();
  }

  void failToRecover() {
    notRecovered.increment();
  }

  void messageIn() {
    messagesIn.increment();
  }

  void messageOut() {
    messagesOut.increment();
  }

  void bytesIn(long bytes) {
    bytesIn.add(bytes);
  }

  void bytesOut(long bytes) {
    bytesOut.add(bytes);
  }

  private EnumCounters<EngineVersion> open(Carrier carrier) {
    return carrier == Carrier.POLLING ? polling : webSocket;
  }
}
