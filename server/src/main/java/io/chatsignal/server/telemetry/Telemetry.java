package io.chatsignal.server.telemetry;

import io.chatsignal.server.manage.Metrics;
import io.chatsignal.server.signal.RequestWatch;
import io.chatsignal.transport.HttpRoutes;
import java.util.function.Consumer;

/** What the server tells a collector of traces and metrics, if there is one. */
public interface Telemetry extends AutoCloseable {

  /** Tells nothing, and loads nothing of OpenTelemetry. */
  Telemetry OFF =
      new Telemetry() {
        @Override
        public RequestWatch requests() {
          return RequestWatch.NONE;
        }

        @Override
        public HttpRoutes watched(HttpRoutes routes) {
          return routes;
        }

        @Override
        public void observe(Consumer<Metrics> metrics) {}

        @Override
        public void close() {}
      };

  /**
   * As the settings say.
   *
   * @throws RuntimeException if OpenTelemetry can't use them; its message says why
   */
  static Telemetry of(TelemetryConfig config, Self self) {
    return config.isOn() ? new OpenTelemetryExport(config, self) : OFF;
  }

  /** What a node says of itself. */
  record Self(String version, String instance) {}

  /** Traces the requests of peers. */
  RequestWatch requests();

  /** Traces the requests over HTTP that these routes answer. */
  HttpRoutes watched(HttpRoutes routes);

  /** From now on sends what this writes down, now and then, on a thread of its own. */
  void observe(Consumer<Metrics> metrics);

  /** Sends what is left, if that takes no more than a moment. */
  @Override
  void close();
}
