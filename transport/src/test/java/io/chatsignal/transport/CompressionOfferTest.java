package io.chatsignal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients write into Sec-WebSocket-Extensions, and what we make of it. */
class CompressionOfferTest {
  private static final String AGREED =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate; client_max_window_bits=15",
        "  permessage-deflate  ;  server_no_context_takeover  ",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "x-webkit-deflate-frame, permessage-deflate",
        "permessage-deflate; server_max_window_bits=9, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate; client_max_window_bits"
      })
  void offerThatCanBeMetIsTaken(String offer) {
    assertThat(Deflate.answer(offer)).hasValue(AGREED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        ";",
        "permessage-deflat",
        "PERMESSAGE-DEFLATE",
        "permessage-deflate; unknown",
        "permessage-deflate; =",
        "permessage-deflate;;",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=",
        "permessage-deflate; client_max_window_bits=-9",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "constructor",
        "__proto__; toString"
      })
  void offerThatCanNotBeMetIsDeclined(String offer) {
    assertThat(Deflate.answer(offer)).isEmpty();
  }

  @Test
  void offerOfTheOnlyServerWindowIsConfirmed() {
    assertThat(Deflate.answer("permessage-deflate; server_max_window_bits=15"))
        .hasValue(AGREED + "; server_max_window_bits=15");
  }

  @Test
  void floodsOfSeparatorsAreDeclined() {
    for (String piece : List.of(",", ";", " ", "=", "permessage-deflate; x,", "a;")) {
      assertThat(Deflate.answer(piece.repeat(8192 / piece.length()))).isEmpty();
    }
  }
}
