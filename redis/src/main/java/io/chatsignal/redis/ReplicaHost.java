package io.chatsignal.redis;

import io.chatsignal.signaling.Delivery;
import io.chatsignal.signaling.PeerEvent;
import io.chatsignal.signaling.PeerId;
import io.chatsignal.signaling.RoomKey;
import io.chatsignal.signaling.RoomLimits;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the replicas of one node have in common. All of it on the node's loop. */
interface ReplicaHost {
  /** A step that was made once is made everywhere, whatever the limits there. */
  RoomLimits NO_LIMITS =
      new RoomLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

  /**
   * Steps that Redis has taken.
   *
   * @param nodes tags of the nodes whose peers were or are in the room
   */
  record Made(long firstVersion, List<String> entries, Set<String> nodes) {}

  NodeTag tag();

  RoomLimits limits();

  /** Whether this node may touch rooms: Redis answers, and the lease is good. */
  boolean mayWrite();

  /**
   * What Redis's clock will show at that time of ours, or when the lease ends if that is sooner: a
   * step that Redis gets to only then is none.
   */
  long redisMillisAt(OptionalLong nanos);

  /** Runs the task as soon as one more command may be on its way; {@link #free} ends that. */
  void whenFree(Runnable task);

  void free();

  /** Calls the step script; an empty answer is none. */
  void step(RoomKey key, StepCall call, Consumer<List<String>> answer);

  void restore(StoredRoom room, String maker, Consumer<Boolean> done);

  /** Notes in Redis that this node has peers in the room. */
  void register(RoomKey key);

  /** These peers of a room are at other nodes than those that named them. */
  void placed(Map<PeerId, String> moved);

  void deliver(List<PeerId> to, PeerEvent event);

  /** Whether this node has that peer, or is about to. */
  boolean isHere(PeerId peer);

  /** Tells those of this node what they are to hear of a step from one value to the other. */
  default void deliverHere(
      List<Delivery> deliveries, @Nullable StoredRoom before, @Nullable StoredRoom after) {
    for (Delivery delivery : deliveries) {
      List<PeerId> here =
          delivery.to().stream()
              .filter(id -> tag().isSite(StoredRoom.siteOf(id, before, after)))
              .toList();
      if (!here.isEmpty()) {
        deliver(here, delivery.event());
      }
    }
  }

  /** Steps of the room were not made here: nobody knows which of them a peer should hear of. */
  void skipped(RoomKey key);

  /** Tells the other nodes with peers in the room. */
  void announce(RoomKey key, Made made);

  void tryLater(Replica replica);

  void retire(Replica replica, boolean registered);
}
