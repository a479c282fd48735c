package io.chatsignal.socketio;

import io.chatsignal.engineio.EnginePacket;
import io.chatsignal.engineio.EngineVersion;
import io.chatsignal.engineio.Frame;
import io.chatsignal.engineio.MalformedPacketException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the text of a WebSocket message to an event and back, as one relay takes it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SocketCodecBenchmark {
  private static final String CANDIDATE =
      """
      {"candidate":"candidate:4248172766 1 udp 2122260223 192.168.178.27 62375 typ host generation 0 \
      ufrag IEYX network-id 1 network-cost 10","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"IEYX"}\
      """;

  /** Characters of the opaque part: a candidate, or a session description. */
  @Param({"candidate", "description"})
  private String kind = "candidate";

  private final SocketLimits limits = SocketLimits.defaults();
  private final SocketCodec codec = SocketVersion.V5.codec();
  private Frame message = new Frame.Text("");
  private String opaque = "";

  @Setup
  public void prepare() {
    opaque =
        kind.equals("candidate")
            ? CANDIDATE
            : "{\"type\":\"offer\",\"sdp\":\""
                + "a=rtpmap:111 opus/48000/2\\r\\n".repeat(140)
                + "\"}";
    message =
        new Frame.Text(
            "42[\"relay-ice-candidate\",{\"auth\":\""
                + "t".repeat(200)
                + "\",\"to\":\"peer-1\",\"peer_id\":\"peer-1\",\"room\":\"room-1\",\"ice_candidate\":"
                + opaque
                + "}]");
  }

  @Benchmark
  public SocketPacket decode() throws MalformedPacketException {
    EnginePacket.Text text = (EnginePacket.Text) EngineVersion.V4.codec().decode(message);
    return codec.decode(PacketHead.read(text.data(), 0, limits), limits);
  }

  @Benchmark
  public Frame encode() {
    String body = "{\"room\":\"room-1\",\"peer_id\":\"peer-2\",\"ice_candidate\":" + opaque + "}";
    String packet = OutgoingEvent.of("ice-candidate", body).encode("/", SocketPacket.NO_ACK);
    return EngineVersion.V4.codec().encode(new EnginePacket.Text(packet));
  }
}
