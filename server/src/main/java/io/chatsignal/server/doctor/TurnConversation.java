package io.chatsignal.server.doctor;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLSocketFactory;

/** Messages to a TURN server and back, one at a time. */
interface TurnConversation extends AutoCloseable {
  StunMessage ask(byte[] request) throws IOException;

  @Override
  void close();

  static TurnConversation with(TurnUrl url) throws IOException {
    InetSocketAddress address = new InetSocketAddress(url.host(), url.port());
    if (address.isUnresolved()) {
      throw new IOException("there is no host " + url.host());
    }
    return url.way() == TurnUrl.Way.UDP ? new OverUdp(address) : new OverTcp(address, url);
  }

  /** Asks again a few times, because a packet may get lost. */
  final class OverUdp implements TurnConversation {
    private static final int TRIES = 3;
    private final DatagramSocket socket;

    OverUdp(InetSocketAddress address) throws IOException {
      socket = new DatagramSocket();
      socket.connect(address);
      socket.setSoTimeout((int) Doctor.PATIENCE.dividedBy(TRIES).toMillis());
    }

    @Override
    public StunMessage ask(byte[] request) throws IOException {
      DatagramPacket answer = new DatagramPacket(new byte[2048], 2048);
      for (int i = 0; i < TRIES; i++) {
        try {
          socket.send(new DatagramPacket(request, request.length));
          socket.receive(answer);
          return StunMessage.decode(Arrays.copyOf(answer.getData(), answer.getLength()));
        } catch (SocketTimeoutException _) {
          // Asked again.
        }
      }
      throw new IOException("no answer");
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** In a stream each message says how long it is. */
  final class OverTcp implements TurnConversation {
    private final Socket socket;

    OverTcp(InetSocketAddress address, TurnUrl url) throws IOException {
      int millis = (int) Doctor.PATIENCE.toMillis();
      Socket plain = new Socket();
      plain.connect(address, millis);
      plain.setSoTimeout(millis);
      socket =
          url.way() == TurnUrl.Way.TLS
              ? ((SSLSocketFactory) SSLSocketFactory.getDefault())
                  .createSocket(plain, url.host(), url.port(), true)
              : plain;
    }

    @Override
    public StunMessage ask(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] head = in.readNBytes(StunMessage.HEAD_BYTES);
      if (head.length < StunMessage.HEAD_BYTES) {
        throw new IOException("the connection ended");
      }
      byte[] body = in.readNBytes(Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(2)));
      return StunMessage.decode(
          ByteBuffer.allocate(head.length + body.length).put(head).put(body).array());
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException _) {
        // It was read to its end, or broken before.
      }
    }
  }
}
