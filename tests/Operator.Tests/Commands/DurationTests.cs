using K8sMirror.Operator.Commands;

namespace K8sMirror.Operator.Tests.Commands;

public sealed class DurationTests
{
    [Theory]
    [InlineData("250ms", 0.25, "250ms")]
    [InlineData("30s", 30, "30s")]
    [InlineData("1.5m", 90, "90s")]
    [InlineData("5m", 300, "5m")]
    [InlineData("2h", 7200, "2h")]
    public void Durations_are_read_and_shown(string text, double seconds, string shown)
    {
        Assert.True(Duration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.Value.TotalSeconds);
        Assert.Equal(shown, duration.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("0s")]
    [InlineData("1e3s")]
    [InlineData("5 m")]
    [InlineData("99999999999h")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
