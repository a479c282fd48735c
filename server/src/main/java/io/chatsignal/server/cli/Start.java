package io.chatsignal.server.cli;

import io.chatsignal.server.SignalingServer;
import io.chatsignal.server.StartException;
import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.data.Credentials;
import io.chatsignal.server.data.DataFolder;
import io.chatsignal.server.log.LogSetup;
import io.chatsignal.signaling.AppName;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code start}: runs the server until it is told to stop. */
record Start(PrintStream out) implements Commands.Action {

  private static final Logger LOG = LoggerFactory.getLogger(Start.class);

  @Override
  public int run(ServerConfig config) throws StartException, InterruptedException {
    LogSetup.apply(config.log());
    config.warnings().forEach(LOG::warn);
    if (config.telemetry().isOn()) {
      LOG.info(config.telemetry().sentence());
    }
    Credentials credentials = Credentials.of(config);
    SignalingServer server = new SignalingServer(Program.version(), config, credentials).start();
    StopSignals signals = StopSignals.listen();
    Welcome welcome =
        new Welcome(
            Program.version(),
            new Welcome.Places(server.address(), server.managementAddress(), server.hasDemo()),
            credentials,
            new DataFolder(config.dataFolder()).credentialsFile());
    out.print(welcome.text(server.issueToken(new AppName(Welcome.APP))));
    out.flush();
    signals.await();
    server.drain();
    return 0;
  }
}
