package io.chatsignal.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import java.util.Optional;

/** The handlers of a new connection: PROXY header and TLS where they are configured, then HTTP. */
@ChannelHandler.Sharable
final class ChannelSetup extends ChannelInitializer<SocketChannel> {
  /** What a PROXY header may bring beside the addresses; none of it is used. */
  private static final int MAX_PROXY_EXTRAS_BYTES = 512;

  private final EngineServer server;

  ChannelSetup(EngineServer server) {
    this.server = server;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    install(channel);
  }

  void install(Channel channel) {
    server.prepare(channel);
    ChannelPipeline pipeline = channel.pipeline();
    boolean proxied =
        server.config().access().proxyProtocol() == SocketServerConfig.ProxyProtocol.REQUIRED
            && server.addresses().mayProxy(channel);
    boolean shared = proxied || server.addresses().isProxy(channel);
    boolean named = server.channelAdmissions().limitsAddresses() && !shared;
    if (!enter(channel, named ? Addresses.peerOf(channel) : Admissions.ANYBODY)) {
      channel.close();
      return;
    }
    if (proxied) {
      pipeline.addLast(new HAProxyMessageDecoder(MAX_PROXY_EXTRAS_BYTES), new ProxiedAddress());
    }
    TlsContext tls = server.tls();
    if (tls != null) {
      pipeline.addLast(
          new RenegotiationGuard(), tls.handler(channel.alloc(), server.limits().requestTimeout()));
    }
    HttpDecoder decoder = new HttpDecoder();
    pipeline.addLast(decoder, new HttpResponseEncoder(), new HttpShell(server, decoder));
  }

  /** Whether there is room for one more TCP connection. */
  private boolean enter(Channel channel, String address) {
    if (server.channelAdmissions().enter(address) != Admissions.Verdict.ADMITTED) {
      return false;
    }
    channel.closeFuture().addListener(_ -> server.channelAdmissions().leave(address));
    return true;
  }

  /** Keeps the client's address from a PROXY header, and leaves. */
  private static final class ProxiedAddress extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof HAProxyMessage header) {
        // A proxy's own health checks name no address.
        Optional.ofNullable(header.sourceAddress())
            .flatMap(Addresses::normalized)
            .ifPresent(address -> ctx.channel().attr(Addresses.PROXIED).set(address));
        header.release();
        ctx.pipeline().remove(this);
      } else {
        ctx.fireChannelRead(msg);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
