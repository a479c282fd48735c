package io.chatsignal.server.telemetry;

import io.chatsignal.server.signal.Outcome;
import io.chatsignal.server.signal.RequestWatch;
import io.chatsignal.signaling.Answer;
import io.chatsignal.signaling.Peer;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RejectCode;
import io.chatsignal.signaling.Rejection;
import io.chatsignal.signaling.RoomCommand;
import io.chatsignal.signaling.RoomStore;
import io.chatsignal.signaling.Step;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A span for each request of a peer, and within it one for what the request does to a shared room.
 * A peer's requests are served one after the other, so that a step belongs to its oldest. Each
 * peer's spans are touched on its loop only.
 */
final class RequestSpans implements RequestWatch {
  private final Tracer tracer;
  private final boolean roomNames;
  private final Map<PeerId, ArrayDeque<Open>> open = new ConcurrentHashMap<>();

  private record Open(long startNanos, Span span) {}

  RequestSpans(Tracer tracer, boolean roomNames) {
    this.tracer = tracer;
    this.roomNames = roomNames;
  }

  @Override
  public void began(PeerId peer, String event, long startNanos) {
    Span span =
        tracer
            .spanBuilder(event)
            .setSpanKind(SpanKind.SERVER)
            .setNoParent()
            .setAttribute("chat_signal.peer", peer.value())
            .startSpan();
    open.computeIfAbsent(peer, _ -> new ArrayDeque<>(1)).add(new Open(startNanos, span));
  }

  @Override
  public void answered(Peer peer, long startNanos, String room, Answer answer) {
    Optional<Span> span = close(peer.id(), startNanos);
    if (span.isEmpty()) {
      return;
    }
    span.get().setAttribute("chat_signal.outcome", Outcome.of(answer));
    peer.app().ifPresent(app -> span.get().setAttribute("chat_signal.app", app.value()));
    if (roomNames && !room.isEmpty()) {
      span.get().setAttribute("chat_signal.room", room);
    }
    if (answer instanceof Answer.Refused(Rejection rejection)) {
      blameUsFor(rejection, span.get());
    }
    span.get().end();
  }

  private Optional<Span> close(PeerId peer, long startNanos) {
    Iterator<Open> spans = open.getOrDefault(peer, new ArrayDeque<>(1)).iterator();
    while (spans.hasNext()) {
      Open each = spans.next();
      if (each.startNanos() == startNanos) {
        spans.remove();
        return Optional.of(each.span());
      }
    }
    return Optional.empty();
  }

  @Override
  public void left(PeerId peer) {
    for (Open each : Optional.ofNullable(open.remove(peer)).orElseGet(() -> new ArrayDeque<>(1))) {
      each.span().setAttribute("chat_signal.outcome", "disconnected").end();
    }
  }

  /** Most refusals are part of the game; this one is the server's failure. */
  private static void blameUsFor(Rejection rejection, Span span) {
    if (rejection.code() == RejectCode.UNAVAILABLE) {
      span.setStatus(StatusCode.ERROR, rejection.message());
    }
  }

  // ---- rooms that nodes share

  @Override
  public RoomStore watched(RoomStore shared) {
    return (command, settled) -> shared.submit(command, traced(command, settled));
  }

  private Consumer<Step> traced(RoomCommand command, Consumer<Step> settled) {
    SpanBuilder builder =
        tracer.spanBuilder("room-step").setAttribute("chat_signal.step", word(command));
    Open oldest = open.getOrDefault(command.by(), new ArrayDeque<>(1)).peek();
    Span span =
        oldest == null
            ? builder.setNoParent().startSpan()
            : builder.setParent(Context.root().with(oldest.span())).startSpan();
    return step -> {
      span.setAttribute("chat_signal.outcome", word(step));
      if (step instanceof Step.Refused(Rejection rejection)) {
        blameUsFor(rejection, span);
      }
      span.end();
      settled.accept(step);
    };
  }

  private static String word(RoomCommand command) {
    return switch (command) {
      case RoomCommand.Create _ -> "create";
      case RoomCommand.Join _ -> "join";
      case RoomCommand.Accept _ -> "accept";
      case RoomCommand.Reject _ -> "reject";
      case RoomCommand.Kick _ -> "kick";
      case RoomCommand.Leave _ -> "leave";
      case RoomCommand.Move _ -> "move";
    };
  }

  private static String word(Step step) {
    return switch (step) {
      case Step.Changed _ -> "changed";
      case Step.Ended _ -> "ended";
      case Step.Unchanged _ -> "unchanged";
      case Step.Refused(Rejection rejection) -> rejection.code().name().toLowerCase(Locale.ROOT);
    };
  }
}
