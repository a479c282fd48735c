package io.chatsignal.signaling;

import static io.chatsignal.signaling.Sample.key;
import static io.chatsignal.signaling.Sample.peer;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryRoomStoreTest extends RoomStoreContract {
  @Override
  protected RoomStore newStore(RoomLimits limits, Directory directory) {
    return new MemoryRoomStore(limits, directory);
  }

  @Test
  void keepsNothingOfARoomThatHasEnded() {
    MemoryRoomStore store = new MemoryRoomStore(RoomLimits.defaults(), (_, _) -> {});
    for (int i = 0; i < 1000; i++) {
      store.submit(new RoomCommand.Create(key("r" + i), peer("ann"), Opaque.NONE), _ -> {});
    }
    assertThat(store.size()).isEqualTo(1000);
    for (int i = 0; i < 1000; i++) {
      store.submit(new RoomCommand.Leave(key("r" + i), peer("ann"), Opaque.NONE), _ -> {});
    }
    assertThat(store.size()).isZero();
  }

  @Test
  void keepsNothingOfCommandsForRoomsThatAreNotThere() {
    MemoryRoomStore store = new MemoryRoomStore(RoomLimits.defaults(), (_, _) -> {});
    store.submit(new RoomCommand.Join(key("no"), peer("ann"), Opaque.NONE, Opaque.NONE), _ -> {});
    assertThat(store.size()).isZero();
  }
}
