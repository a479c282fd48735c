package io.chatsignal.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A non-blocking byte stream: TCP, or TLS over it. */
sealed interface Wire permits PlainWire, TlsWire {
  SocketChannel channel();

  /** True when bytes of the application may flow; called again on every readiness until then. */
  boolean finishConnect() throws IOException;

  /** Bytes read, 0 when there are none yet, -1 at the end of the stream. */
  int read(ByteBuffer into) throws IOException;

  /** Takes what it can; the rest stays in the buffer. */
  void write(ByteBuffer from) throws IOException;

  /** True while bytes that were taken have not reached the system. */
  boolean holdsBytes();

  void close() throws IOException;
}
