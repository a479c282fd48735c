package io.chatsignal.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void everyKindOfValueIsWritten() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("text", "a\"b\\c\nd");
    tree.put("whole", 5L);
    tree.put("number", 1.23456);
    tree.put("round", 2.0);
    tree.put("nothing", Double.NaN);
    tree.put("truth", true);
    tree.put("list", List.of(1, 2));
    tree.put("empty", Map.of());

    assertThat(Json.of(tree))
        .isEqualTo(
            """
            {
              "text": "a\\"b\\\\c\\u000ad",
              "whole": 5,
              "number": 1.235,
              "round": 2,
              "nothing": null,
              "truth": true,
              "list": [1, 2],
              "empty": {}
            }
            """);
  }
}
