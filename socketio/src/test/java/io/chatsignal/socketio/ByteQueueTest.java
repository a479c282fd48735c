package io.chatsignal.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteQueueTest {

  @Test
  void recordsComeOutAsTheyWentInWhereverTheRingTurns() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ByteQueue queue = new ByteQueue();
    ArrayDeque<byte[]> model = new ArrayDeque<>();
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(100) < 55 || model.isEmpty()) {
        byte[] record = new byte[random.nextInt(random.nextInt(20) == 0 ? 3_000 : 60)];
        random.nextBytes(record);
        int cut = random.nextInt(record.length + 1);
        queue.add(Arrays.copyOf(record, cut), Arrays.copyOfRange(record, cut, record.length));
        model.add(record);
      } else if (random.nextInt(300) == 0) {
        queue.clear();
        model.clear();
      } else {
        queue.remove();
        model.remove();
      }
      int used = model.stream().mapToInt(record -> ByteQueue.sizeOf(record.length)).sum();
      assertThat(queue.usedBytes()).as("seed %d step %d", seed, step).isEqualTo(used);
      if (step % 50 == 0) {
        assertThat(records(queue))
            .as("seed %d step %d", seed, step)
            .containsExactlyElementsOf(model);
      }
    }
  }

  @Test
  void nothingCanBeRemovedFromAnEmptyQueue() {
    ByteQueue queue = new ByteQueue();
    assertThatThrownBy(queue::remove).isInstanceOf(IllegalStateException.class);
    queue.clear();
    assertThat(records(queue)).isEmpty();
  }

  private static List<byte[]> records(ByteQueue queue) {
    List<byte[]> records = new ArrayList<>();
    queue.forEach(records::add);
    return records;
  }
}
