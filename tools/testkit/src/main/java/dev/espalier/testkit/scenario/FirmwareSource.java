package dev.espalier.testkit.scenario;

import dev.espalier.hal.Firmware;
import dev.espalier.hal.config.SdkConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Where scenarios get firmware and its options from. */
public interface FirmwareSource {
  /**
   * Loads firmware.
   *
   * @param file a .java or .jar file
   * @param embedded files that firmware finds beside it, where there are none, by their names
   * @return makes the firmware of one boot
   */
  Supplier<Firmware> firmware(Path file, Map<String, byte[]> embedded);

  /**
   * The options of firmware.
   *
   * @param file a .java or .jar file
   * @param options lines of an sdkconfig that come on top
   * @return the resolved options
   */
  SdkConfig options(Path file, List<String> options);
}
