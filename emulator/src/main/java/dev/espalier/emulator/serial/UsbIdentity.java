package dev.espalier.emulator.serial;

import com.fazecast.jSerialComm.SerialPort;
import org.jspecify.annotations.Nullable;

/** Which USB device a port is, so that it is found again at another path. */
record UsbIdentity(int vendor, int product, String serialNumber) {
  private static final String NONE = "Unknown";

  static UsbIdentity of(SerialPort port) {
    String serial = port.getSerialNumber();
    return new UsbIdentity(port.getVendorID(), port.getProductID(), serial == null ? "" : serial);
  }

  /** Whether it tells one device from another. */
  boolean isKnown() {
    return vendor > 0 && !serialNumber.isEmpty() && !serialNumber.equals(NONE);
  }

  /** The path that this device has now, null when it is not there. */
  static @Nullable String find(UsbIdentity wanted) {
    for (SerialPort port : SerialPort.getCommPorts()) {
      if (wanted.equals(of(port))) {
        return port.getSystemPortPath();
      }
    }
    return null;
  }
}
