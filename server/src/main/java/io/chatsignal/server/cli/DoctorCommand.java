package io.chatsignal.server.cli;

import io.chatsignal.server.config.ServerConfig;
import io.chatsignal.server.doctor.Doctor;
import io.chatsignal.server.doctor.Finding;
import io.chatsignal.server.doctor.Finding.Verdict;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code doctor}: tries the setup, and says what to do where something is wrong with it. */
record DoctorCommand(Commands commands, InstantSource clock, PrintStream out) {

  CommandSpec spec() {
    OptionSpec timeServer =
        OptionSpec.builder("--time-server")
            .type(String.class)
            .defaultValue("pool.ntp.org")
            .paramLabel("<host>")
            .description("Where to ask for the time. Default: pool.ntp.org.")
            .build();
    return commands
        .withSettings(
            "doctor",
            "Tries the setup: ports, files, clock, TLS, TURN and Redis; says what to do.",
            config -> examine(config, timeServer.getValue()))
        .addOption(timeServer);
  }

  private int examine(ServerConfig config, String timeServer) {
    config.warnings().forEach(warning -> print(new Finding(Verdict.DOUBTFUL, "Settings", warning)));
    List<Finding> findings = new Doctor(config, clock, timeServer).findings();
    findings.forEach(this::print);
    boolean broken = findings.stream().anyMatch(each -> each.verdict() == Verdict.BROKEN);
    out.println(broken ? "Something is broken." : "Nothing is broken.");
    return broken ? Program.REFUSED : 0;
  }

  private void print(Finding finding) {
    String mark =
        switch (finding.verdict()) {
          case GOOD -> "good";
          case DOUBTFUL -> "look";
          case BROKEN -> "BROKEN";
        };
    out.printf("%-6s  %-10s  %s%n", mark, finding.subject(), finding.sentence());
  }
}
