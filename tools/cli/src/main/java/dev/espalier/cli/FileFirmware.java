package dev.espalier.cli;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import dev.espalier.testkit.scenario.FirmwareSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Firmware of scenarios: files, as {@code espalier run} takes them. */
final class FileFirmware implements FirmwareSource {
  private final ConfigOptions config;

  FileFirmware(ConfigOptions config) {
    this.config = config;
  }

  @Override
  public Supplier<Firmware> firmware(Path file, Map<String, byte[]> embedded) {
    FirmwareImage image = FirmwareImage.load(file, embedded);
    return image::create;
  }

  @Override
  public SdkConfig options(Path file, List<String> options) {
    return config.load(FirmwareImage.directoryOf(file), options);
  }
}
