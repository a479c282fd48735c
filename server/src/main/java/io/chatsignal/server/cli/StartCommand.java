package io.chatsignal.server.cli;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.StartException;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.data.Credentials;
import io.chatsignal.server.data.DataFolder;
import io.chatsignal.signaling.AppName;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;

/** {@code start}: runs the server until it is told to stop. */
record StartCommand(Commands commands, PrintStream out) {

  private static final Logger LOG = LoggerFactory.getLogger(StartCommand.class);

  CommandSpec spec() {
    return commands.withSettings("start", "Starts the server.", this::start);
  }

  private int start(ServerConfig config) throws StartException, InterruptedException {
    config.warnings().forEach(LOG::warn);
    Credentials credentials = Credentials.of(config);
    SignalingServer server = new SignalingServer(config, credentials).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    Welcome welcome =
        new Welcome(
            Program.version(),
            server.address(),
            server.hasDemo(),
            credentials,
            new DataFolder(config.dataFolder()).credentialsFile());
    out.print(welcome.text(server.issueToken(new AppName(Welcome.APP))));
    out.flush();
    new CountDownLatch(1).await();
    return 0;
  }

  /** Halts, because a JVM that a signal ends has another status than 0, whatever its hooks do. */
  private static void stop(SignalingServer server) {
    server.close();
    Runtime.getRuntime().halt(0);
  }
}
