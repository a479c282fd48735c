package io.chatsignal.transport;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** The handlers of a new connection: PROXY header and TLS where they are configured, then HTTP. */
@ChannelHandler.Sharable
final class ChannelSetup extends ChannelInitializer<SocketChannel> {
  private final EngineServer server;

  ChannelSetup(EngineServer server) {
    this.server = server;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    if (server.config().access().proxyProtocol() == SocketServerConfig.ProxyProtocol.REQUIRED) {
      pipeline.addLast(new HAProxyMessageDecoder(), new ProxiedAddress());
    }
    TlsContext tls = server.tls();
    if (tls != null) {
      pipeline.addLast(tls.handler(channel.alloc(), server.limits().requestTimeout()));
    }
    pipeline.addLast(new HttpDecoder(), new HttpResponseEncoder(), new HttpShell(server));
  }

  /** Keeps the client's address from a PROXY header, and leaves. */
  private static final class ProxiedAddress extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      if (msg instanceof HAProxyMessage header) {
        // A proxy's own health checks name no address.
        if (header.sourceAddress() != null) {
          ctx.channel().attr(Addresses.PROXIED).set(header.sourceAddress());
        }
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
