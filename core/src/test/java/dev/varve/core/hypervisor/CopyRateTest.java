package dev.varve.core.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CopyRateTest {
    private static final long SECOND = 1_000_000_000L;
    private final CopyRate rate = new CopyRate(Duration.ofSeconds(10));

    private void at(double second, long done, long total) {
        rate.add((long) (second * SECOND), done, total);
    }

    @Test
    void knowsNothingOfNothing() {
        assertThat(rate.copied()).isZero();
        assertThat(rate.grown()).isZero();
        assertThat(rate.left()).isEmpty();
        assertThat(rate.stalled()).isFalse();
    }

    @Test
    void knowsNoRateOfOneMoment() {
        at(5, 100, 1000);
        at(5, 200, 1000);
        assertThat(rate.copied()).isZero();
        assertThat(rate.left()).isEmpty();
    }

    @Test
    void isWhatWasCopiedPerSecond() {
        at(0, 100, 1000);
        at(4, 500, 1000);
        assertThat(rate.copied()).isEqualTo(100);
        assertThat(rate.left()).contains(Duration.ofSeconds(5));
    }

    @Test
    void looksAtTheLastSecondsOnly() {
        at(0, 1, 10_001);
        at(1, 5_001, 10_001);
        at(6, 5_006, 10_001);
        at(12, 5_012, 10_001);
        at(16, 5_016, 10_001);
        assertThat(rate.copied()).isEqualTo(1);
        assertThat(rate.left()).contains(Duration.ofSeconds(4_985));
    }

    @Test
    void whatGrowsTakesLonger() {
        at(0, 100, 1000);
        at(10, 1100, 1500);
        assertThat(rate.copied()).isEqualTo(100);
        assertThat(rate.grown()).isEqualTo(50);
        assertThat(rate.left()).contains(Duration.ofSeconds(8));
        assertThat(rate.stalled()).isFalse();
    }

    @Test
    void stallsWhereItGrowsAsFastAsItIsCopied() {
        at(0, 100, 1000);
        at(9, 1000, 1900);
        assertThat(rate.stalled()).as("before a whole window").isFalse();
        at(10, 1100, 2000);
        assertThat(rate.stalled()).isTrue();
        assertThat(rate.left()).isEmpty();
        at(11, 1900, 2001);
        assertThat(rate.stalled()).isFalse();
    }

    @Test
    void standingStillIsNoStallByWrites() {
        at(0, 100, 1000);
        at(20, 100, 1000);
        assertThat(rate.stalled()).isFalse();
        assertThat(rate.left()).isEmpty();
    }

    @Test
    void doesNotCountTheTimeBeforeTheTotalIsKnown() {
        at(0, 0, 1);
        at(10, 100, 1_000_000);
        at(11, 200, 1_000_000);
        assertThat(rate.stalled()).isFalse();
        assertThat(rate.copied()).isEqualTo(100);
    }

    @Test
    void otherWorkBeginsAfresh() {
        at(0, 900, 1000);
        at(1, 10, 1000);
        at(2, 20, 1000);
        assertThat(rate.copied()).isEqualTo(10);
    }
}
