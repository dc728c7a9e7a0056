using System.CommandLine;
using K8sMirror.CommandLine;

namespace K8sMirror.Plugin.Tests.Commands;

/// <summary>Durations of all three programs.</summary>
public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 0.5, "500ms")]
    [InlineData("1ms", 0.001, "1ms")]
    [InlineData("30s", 30, "30s")]
    [InlineData("0.5s", 0.5, "500ms")]
    [InlineData(".5s", 0.5, "500ms")]
    [InlineData("5.s", 5, "5s")]
    [InlineData("1.5m", 90, "90s")]
    [InlineData("5m", 300, "5m")]
    [InlineData("2h", 7200, "2h")]
    [InlineData("1.5h", 5400, "90m")]
    [InlineData("1h30m", 5400, "90m")]
    [InlineData("1h0m0.25s", 3600.25, "3600250ms")]
    [InlineData("90", 90, "90s")]
    [InlineData(" 7s ", 7, "7s")]
    [InlineData("8784h", 31622400, "8784h")]
    public void Durations_are_read_and_written(string text, double seconds, string written)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Duration.Parse(text));
        Assert.Equal(written, new Duration(TimeSpan.FromSeconds(seconds)).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("0")]
    [InlineData("0s")]
    [InlineData("0.9ms")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5")]
    [InlineData("1h30")]
    [InlineData("1e3s")]
    [InlineData("1,5s")]
    [InlineData("5 m")]
    [InlineData("5d")]
    [InlineData("5us")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("٣s")]
    [InlineData("8785h")]
    [InlineData("99999999999999999999s")]
    public void What_is_no_duration_is_refused(string text) => Assert.Null(Duration.Parse(text));

    [Theory]
    [InlineData("soon", "--wait: 'soon' is not a duration from 1ms to 366 days, such as 500ms, 30s, 5m or 1h30m")]
    [InlineData("10ms", "--wait: '10ms' is too short: at least 1s")]
    public void An_option_says_what_is_wrong(string text, string error)
    {
        var wait = DurationOption.Create("--wait", "", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1));

        Assert.Equal(error, Assert.Single(new Command("x") { wait }.Parse(["--wait", text]).Errors).Message);
    }

    [Fact]
    public void A_default_stands_where_nothing_was_typed()
    {
        var wait = DurationOption.Create("--wait", "", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1));

        Assert.Equal("15s", new Command("x") { wait }.Parse([]).GetValue(wait).ToString());
    }
}
