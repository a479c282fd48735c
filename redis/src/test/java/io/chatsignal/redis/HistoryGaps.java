package io.chatsignal.redis;

import io.chatsignal.signaling.PeerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Between two relays that a client has heard of another one, and between which neither has left the
 * room, it has heard all that were granted.
 */
final class HistoryGaps {
  /** Relays by their numbers, and so a time. */
  record Span(int from, int to) {
    boolean has(HistoryView.Said said) {
      return from <= said.number() && said.number() <= to;
    }
  }

  private final Map<PeerId, HistoryView> views;
  private final List<Span> forgotten;
  private final List<Span> ends;
  private int checked;

  /**
   * @param forgotten what Redis may have lost with its data
   * @param ends when nodes ended by themselves
   */
  HistoryGaps(Map<PeerId, HistoryView> views, List<Span> forgotten, List<Span> ends) {
    this.views = views;
    this.forgotten = forgotten;
    this.ends = ends;
  }

  /** Those of one client, in words. */
  List<String> of(PeerId client) {
    List<String> gaps = new ArrayList<>();
    view(client)
        .heard()
        .forEach((line, heard) -> {
          List<HistoryView.Said> missed = missed(client, line, heard);
          if (!missed.isEmpty()) {
            int number = missed.getFirst().number();
            gaps.add(
                "%s has not heard %s of %s%n%s%n%s"
                    .formatted(
                        client,
                        missed,
                        line,
                        view(client).around(line, number),
                        view(line.from()).around(line, number)));
          }
        });
    return gaps;
  }

  /**
   * What one client has heard too late, in words. What somebody says at two nodes to somebody who
   * moves at the same time may arrive in any order if a node stands still just then.
   */
  List<String> overtaken(PeerId client) {
    List<String> late = new ArrayList<>();
    view(client)
        .heard()
        .forEach((line, heard) -> {
          HistoryView sender = view(line.from());
          for (int i = 1; i < heard.size(); i++) {
            HistoryView.Said before = heard.get(i - 1);
            HistoryView.Said next = heard.get(i);
            if (next.number() < before.number()
                && !haveBothMoved(sender, before, next)
                && !hasLostItsWay(next)) {
              late.add(client + " has heard " + before + " before " + next + " of " + line);
            }
          }
        });
    return late;
  }

  private HistoryView view(PeerId client) {
    HistoryView view = views.get(client);
    if (view == null) {
      throw new AssertionError("nobody is " + client);
    }
    return view;
  }

  /** Then the second may arrive before the first if a node stands still in that moment. */
  private static boolean haveBothMoved(
      HistoryView sender, HistoryView.Said before, HistoryView.Said next) {
    return next.moves() > 0
        && sender.movesWhenSaying(before.number()) != sender.movesWhenSaying(next.number());
  }

  /**
   * Who has moved twice, and whose first node has ended since: what waits for that node goes
   * straight to where it is, and the second node may stand still with what was said before.
   */
  private boolean hasLostItsWay(HistoryView.Said late) {
    return late.moves() > 1 && ends.stream().anyMatch(end -> end.has(late));
  }

  private List<HistoryView.Said> missed(
      PeerId client, HistoryView.Line line, List<HistoryView.Said> heard) {
    HistoryView sender = view(line.from());
    List<HistoryView.Said> said = sender.said(line.room());
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < said.size(); i++) {
      places.put(said.get(i).number(), i);
    }
    Set<Integer> numbers = new HashSet<>();
    heard.forEach(each -> numbers.add(each.number()));
    List<HistoryView.Said> missed = new ArrayList<>();
    for (int i = 1; i < heard.size(); i++) {
      Integer first = places.get(heard.get(i - 1).number());
      Integer last = places.get(heard.get(i).number());
      if (first != null
          && last != null
          && first < last
          && heard.get(i - 1).stay() == heard.get(i).stay()
          && !haveBothMoved(sender, heard.get(i - 1), heard.get(i))
          && said.get(first).stay() == said.get(last).stay()
          && !sender.sawLeave(
              line.room(), client, said.get(first).number(), said.get(last).number())) {
        checked++;
        said.subList(first + 1, last).stream()
            .filter(each -> !numbers.contains(each.number()))
            .filter(each -> forgotten.stream().noneMatch(lost -> lost.has(each)))
            .forEach(missed::add);
      }
    }
    return missed;
  }

  /** How many pairs of relays there were. */
  int checked() {
    return checked;
  }
}
