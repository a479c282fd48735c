package io.chatsignal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomName;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoomListTest {
  private static final int MORE_THAN_ONE_COMMAND_TAKES = 1001;

  private final LoopRig rig = new LoopRig();
  private final RoomList list = new RoomList(rig.site, rig.link);
  private final String key = rig.site.keys().rooms("here");

  @AfterEach
  void stop() {
    rig.close();
  }

  private static RoomKey room(int number) {
    return new RoomKey("", new RoomName("room" + number));
  }

  @Test
  void allAreNotedOnceHoweverManyAndHoweverOften() {
    List<RoomKey> rooms =
        IntStream.range(0, MORE_THAN_ONE_COMMAND_TAKES).mapToObj(RoomListTest::room).toList();
    rig.on(() -> {
      list.note(rooms);
      list.note(rooms);
      list.strikeOut(room(7));
    });
    rig.settle();
    assertThat(rig.redis.tell("SCARD " + key)).startsWith(":1000\r\n");
    assertThat(rig.redis.tell("SISMEMBER " + key + " " + Names.of(room(7)))).startsWith(":0\r\n");
    assertThat(rig.redis.tell("TTL " + key)).containsPattern("^:[1-9]");
  }

  @Test
  void aListWithoutRoomsIsNone() {
    rig.on(() -> list.note(List.of()));
    rig.settle();
    assertThat(rig.redis.keys()).doesNotContain(key);
  }
}
