package io.chatsignal.server.manage;

import io.chatsignal.engineio.CloseReason;
import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.server.signal.SignalCounters;
import io.chatsignal.server.signal.SignalService;
import io.chatsignal.signaling.Census;
import io.chatsignal.transport.SocketServer;
import io.chatsignal.transport.TransportCounters;
import io.chatsignal.transport.TransportCounters.Carrier;
import io.chatsignal.transport.TransportCounters.Refusal;
import java.util.List;
import java.util.Locale;

/** What the parts have counted, under the names that dashboards and alerts use. */
public record NodeMetrics(
    String version, SocketServer sockets, SignalService signaling, Readiness readiness) {

  /** The whole page, as it is now. */
  String text() {
    MetricsPage page = new MetricsPage();
    write(page);
    return page.text();
  }

  /** All of them, as they are now. Any thread. */
  public void write(Metrics page) {
    page.gauge("chat_signal_build_info", "The version that runs; always 1.")
        .value(1, "version", version);
    health(page);
    connections(page);
    traffic(page);
    rooms(page);
    requests(page);
    limits(page);
    machine(page);
    JvmMetrics.write(page);
  }

  private void health(Metrics page) {
    page.gauge("chat_signal_ready", "Whether new clients should come here.")
        .value(readiness.isReady() ? 1 : 0);
    page.gauge("chat_signal_health", "Whether a part of the node is in order.");
    for (NodeHealth part : readiness.parts()) {
      page.value(part.trouble().isEmpty() ? 1 : 0, "part", part.part());
    }
  }

  private void connections(Metrics page) {
    TransportCounters counters = sockets.counters();
    page.gauge("chat_signal_connections", "Open connections.");
    for (Carrier carrier : Carrier.values()) {
      for (EngineVersion engine : EngineVersion.values()) {
        String protocol = engine.name().substring(1);
        page.value(
            counters.open(carrier, engine), "transport", word(carrier), "protocol", protocol);
      }
    }
    page.counter("chat_signal_connections_opened_total", "Connections that were opened.")
        .value(counters.opened());
    page.counter("chat_signal_upgrades_total", "Connections that went from polling to WebSocket.")
        .value(counters.upgraded());
    page.counter("chat_signal_disconnects_total", "Connections that ended, by why.");
    for (CloseReason reason : CloseReason.values()) {
      page.value(counters.closed(reason), "reason", word(reason));
    }
    page.counter("chat_signal_recoveries_total", "Clients that came back to what they had left.")
        .value(counters.recovered(), "outcome", "recovered")
        .value(counters.moved(), "outcome", "moved")
        .value(counters.notRecovered(), "outcome", "refused");
    page.gauge("chat_signal_peers", "Sockets that an app token has let in.")
        .value(signaling.peers());
  }

  private void traffic(Metrics page) {
    TransportCounters counters = sockets.counters();
    page.counter("chat_signal_messages_total", "Messages from and to clients.")
        .value(counters.messagesIn(), "direction", "in")
        .value(counters.messagesOut(), "direction", "out");
    page.counter("chat_signal_bytes_total", "Bytes of frames and polling bodies.")
        .value(counters.bytesIn(), "direction", "in")
        .value(counters.bytesOut(), "direction", "out");
  }

  private void rooms(Metrics page) {
    Census census = signaling.census();
    page.gauge("chat_signal_rooms", "Rooms that this node knows.").value(census.rooms());
    page.gauge("chat_signal_room_members", "Members of these rooms.").value(census.members());
    page.gauge("chat_signal_room_candidates", "Peers that wait for an owner's answer.")
        .value(census.candidates());
  }

  private void requests(Metrics page) {
    SignalCounters counters = signaling.counters();
    page.counter("chat_signal_requests_total", "Events of clients, by name and what came of them.");
    counters
        .requests()
        .forEach(
            each -> page.value(each.count(), "event", each.event(), "outcome", each.outcome()));
    page.histogram("chat_signal_request_seconds", "From an event's arrival to its answer.")
        .value(counters.requestTime(), "kind", "request")
        .value(counters.relayTime(), "kind", "relay");
    page.counter("chat_signal_relays_delivered_total", "Signals handed to peers of this node.")
        .value(counters.delivered());
    page.counter("chat_signal_relays_across_total", "Relays that went to other nodes.")
        .value(signaling.relaysAcross(), "way", "direct")
        .value(signaling.relaysOnward(), "way", "onward");
  }

  /** Each limit by the name of its setting, however it is enforced. */
  private void limits(Metrics page) {
    TransportCounters counters = sockets.counters();
    page.counter("chat_signal_connections_refused_total", "Connections refused, by why.");
    for (Refusal refusal : Refusal.values()) {
      page.value(counters.refused(refusal), "reason", word(refusal));
    }
    page.counter("chat_signal_limits_hit_total", "How often a limit was reached, by its setting.")
        .value(counters.refused(Refusal.CONNECTIONS), "limit", "max_connections")
        .value(
            counters.refused(Refusal.CONNECTIONS_PER_ADDRESS),
            "limit",
            "max_connections_per_address")
        .value(counters.closed(CloseReason.TOO_LARGE), "limit", "max_message_bytes")
        .value(counters.closed(CloseReason.TOO_SLOW), "limit", "max_unsent_bytes")
        .value(counters.closed(CloseReason.CONNECT_TIMEOUT), "limit", "connect_timeout")
        .value(counters.closed(CloseReason.AUTH_TIMEOUT), "limit", "auth_timeout")
        .value(refused("rate_limited", List.of("relay-")), "limit", "relay_rate")
        .value(
            refused("rate_limited", List.of("auth-", "room-", "unknown")), "limit", "request_rate")
        .value(refused("too_large", List.of("")), "limit", "size_or_number");
  }

  private long refused(String outcome, List<String> beginnings) {
    return signaling.counters().requests().stream()
        .filter(each -> each.outcome().equals(outcome))
        .filter(each -> beginnings.stream().anyMatch(each.event()::startsWith))
        .mapToLong(SignalCounters.Count::count)
        .sum();
  }

  private void machine(Metrics page) {
    page.histogram("chat_signal_event_loop_lag_seconds", "How late event loops come to their plan.")
        .value(sockets.counters().loopLag());
    page.gauge("chat_signal_buffer_bytes", "Memory of the network's buffers, outside of the heap.")
        .value(sockets.bufferBytes());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
