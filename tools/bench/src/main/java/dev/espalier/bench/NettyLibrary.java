package dev.espalier.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** Netty on epoll with one event loop; flushes are consolidated. */
final class NettyLibrary extends CallbackLibrary implements AutoCloseable {
  private static final int FRAME_MAX = 1 << 20;
  private static final int PATIENCE_SECONDS = 10;

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

  @Override
  public String name() {
    return "Netty";
  }

  @Override
  Load.Link open(Target server, String path, Load load) throws Exception {
    Link link = new Link(load);
    link.channel =
        new Bootstrap()
            .group(group)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    build(channel, server, path, link);
                  }
                })
            .connect(Target.HOST, server.port())
            .sync()
            .channel();
    if (!link.open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("Netty does not connect");
    }
    return link;
  }

  private static void build(SocketChannel channel, Target server, String path, Link link) {
    channel.pipeline().addLast(new FlushConsolidationHandler(256, true));
    if (server.tls()) {
      SSLEngine engine = server.trusting().createSSLEngine(Target.HOST, server.port());
      engine.setUseClientMode(true);
      channel.pipeline().addLast(new SslHandler(engine));
    }
    channel
        .pipeline()
        .addLast(
            new HttpClientCodec(),
            new HttpObjectAggregator(FRAME_MAX),
            new WebSocketClientProtocolHandler(
                WebSocketClientProtocolConfig.newBuilder()
                    .webSocketUri(server.uri(path))
                    .maxFramePayloadLength(FRAME_MAX)
                    .handleCloseFrames(false)
                    .build()),
            link);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private static final class Link extends SimpleChannelInboundHandler<WebSocketFrame>
      implements Load.Link {
    private final Load load;
    private final CountDownLatch open = new CountDownLatch(1);
    private volatile @Nullable Channel channel;

    // Owned by the event loop: what is still to be sent.
    private byte[] bulk = {};
    private int left;

    Link(Load load) {
      this.load = load;
    }

    private Channel channel() {
      Channel present = channel;
      if (present == null) {
        throw new IllegalStateException("not connected");
      }
      return present;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
        channel = context.channel();
        open.countDown();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
      if (frame instanceof CloseWebSocketFrame) {
        var _ = context.close();
      } else {
        load.arrived(this);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      pump();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      cause.printStackTrace();
      var _ = context.close();
    }

    private void pump() {
      Channel to = channel();
      while (left > 0 && to.isWritable()) {
        left--;
        var _ = to.writeAndFlush(frame(bulk), to.voidPromise());
      }
    }

    private static BinaryWebSocketFrame frame(byte[] message) {
      return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message));
    }

    @Override
    public void send(byte[] message) {
      Channel to = channel();
      var _ = to.writeAndFlush(frame(message), to.voidPromise());
    }

    @Override
    public void sendAll(byte[] message, int times) {
      channel()
          .eventLoop()
          .execute(() -> {
            bulk = message;
            left = times;
            pump();
          });
    }

    @Override
    public void close() {
      Channel to = channel();
      var _ = to.writeAndFlush(new CloseWebSocketFrame());
      to.closeFuture().syncUninterruptibly();
    }
  }
}
