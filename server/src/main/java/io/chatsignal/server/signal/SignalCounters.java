package io.chatsignal.server.signal;

import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.transport.DurationHistogram;
import io.chatsignal.transport.EnumCounters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * What clients asked for and what came of it. The loops add to it without a lock or a look-up by
 * name; whoever likes reads it, at any time and on any thread.
 */
public final class SignalCounters {

  /** What comes of events of one name. */
  private static final class Outcomes {
    final LongAdder done = new LongAdder();
    final LongAdder unauthorized = new LongAdder();
    final EnumCounters<RejectCode> refused = new EnumCounters<>(RejectCode.class);

    void addTo(List<Count> counts, String event) {
      counts.add(new Count(event, "ok", done.sum()));
      counts.add(new Count(event, "unauthorized", unauthorized.sum()));
      for (RejectCode code : RejectCode.values()) {
        counts.add(new Count(event, EventWriter.wireName(code), refused.count(code)));
      }
    }
  }

  private final Map<ClientEvent, Outcomes> outcomes = new EnumMap<>(ClientEvent.class);
  private final Outcomes unknown = new Outcomes();
  private final DurationHistogram requestTime = new DurationHistogram();
  private final DurationHistogram relayTime = new DurationHistogram();
  private final LongAdder delivered = new LongAdder();

  /** How many events of one name had one outcome. */
  public record Count(String event, String outcome, long count) {}

  SignalCounters() {
    Arrays.stream(ClientEvent.values()).forEach(event -> outcomes.put(event, new Outcomes()));
  }

  // ---- for whoever reads

  /** All that can be counted, what never happened included. */
  public List<Count> requests() {
    List<Count> counts = new ArrayList<>();
    outcomes.forEach((event, each) -> each.addTo(counts, event.wireName()));
    unknown.addTo(counts, "unknown");
    return counts;
  }

  /** From an event's arrival to its answer, relays apart. */
  public DurationHistogram requestTime() {
    return requestTime;
  }

  /** The same for relays, whose answer says that they were handed over. */
  public DurationHistogram relayTime() {
    return relayTime;
  }

  /** Relayed signals that were handed to peers on this node. */
  public long delivered() {
    return delivered.sum();
  }

  // ---- for the handlers

  /** Takes note of an answer, and of how long the client waited for it. */
  void answered(ClientEvent event, Answer answer, long nanos) {
    Outcomes counted = Optional.ofNullable(outcomes.get(event)).orElseThrow();
    switch (answer) {
      case Answer.Unauthorized() -> counted.unauthorized.increment();
      case Answer.Refused(Rejection rejection) -> counted.refused.increment(rejection.code());
      case Answer.Authenticated _, Answer.Created _, Answer.AlreadyIn _, Answer.Done _ ->
          counted.done.increment();
    }
    (event.isRelay() ? relayTime : requestTime).record(nanos);
  }

  void refusedUnknown(RejectCode code) {
    unknown.refused.increment(code);
  }

  void delivered(int peers) {
    delivered.add(peers);
  }
}
