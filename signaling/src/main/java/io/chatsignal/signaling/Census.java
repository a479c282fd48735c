package io.chatsignal.signaling;

import java.util.Collection;

/** How many rooms there are, and who is in them or waits at them. */
public record Census(int rooms, int members, int candidates) {

  /** Looks at each of them: for once in a while. */
  public static Census of(Collection<Room> rooms) {
    int members = 0;
    int candidates = 0;
    int count = 0;
    for (Room room : rooms) {
      count++;
      members += room.members().size();
      candidates += room.candidates().size();
    }
    return new Census(count, members, candidates);
  }
}
