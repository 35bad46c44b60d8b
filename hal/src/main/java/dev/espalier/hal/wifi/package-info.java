/**
 * Mirrors {@code esp_wifi}: the station. What it joins is behind {@code hal.port.Radio}.
 *
 * <p>Read {@link dev.espalier.hal.wifi.EspWifi} and {@link dev.espalier.hal.wifi.ExampleConnect}
 * first.
 */
@NullMarked
@CheckReturnValue
package dev.espalier.hal.wifi;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
