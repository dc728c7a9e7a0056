using System.CommandLine;
using K8sMirror.NodeAgent.Commands;

namespace K8sMirror.NodeAgent.Tests.Commands;

public sealed class RunOptionsTests
{
    [Theory]
    [InlineData("", true, null)]
    [InlineData(null, true, "127.0.0.1")]
    [InlineData("0.0.0.0:99", true, "0.0.0.0")]
    [InlineData("99", false, null)]
    [InlineData("localhost:99", true, "127.0.0.1")]
    [InlineData(":99", true, "::")]
    [InlineData("127.0.0.1:", false, null)]
    [InlineData("0.0.0.0:0", true, null)]
    [InlineData("127.0.0.1:65536", false, null)]
    [InlineData(":::99", true, "::")]
    [InlineData("[::]:99", true, "::")]
    [InlineData("[::1]:99", true, "::1")]
    public void Metrics_can_be_anywhere_or_nowhere(string? text, bool isGood, string? host)
    {
        var (options, parsed) = Parse(text is null ? [] : ["--metrics-address", text]);

        Assert.Equal(isGood, parsed.Errors.Count == 0);
        if (isGood)
        {
            Assert.Equal(host, options.Settings(parsed).MetricsAddress?.Host.ToString());
        }
    }

    [Theory]
    [InlineData(null, 1.0 / 3)]
    [InlineData("20%", 0.2)]
    [InlineData("100%", 1)]
    public void Copying_may_use_a_third_of_each_CPU_or_what_is_asked_for(string? text, double share)
    {
        var (options, parsed) = Parse(text is null ? [] : ["--cpu-budget", text]);

        Assert.Empty(parsed.Errors);
        Assert.Equal(share, options.Settings(parsed).Datapath.CpuBudget);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2,4-7")]
    public void CPUs_make_copies_for_others_if_they_are_named(string? text)
    {
        var (options, parsed) = Parse(text is null ? [] : ["--offload-cpus", text]);

        Assert.Empty(parsed.Errors);
        Assert.Equal(text, options.Settings(parsed).Datapath.OffloadCpus?.ToString());
    }

    [Theory]
    [InlineData("127.0.0.1:9465")]
    [InlineData("192.0.2.1:100", "--metrics-address", "192.0.2.1:99")]
    [InlineData("[::]:65534", "--metrics-address", ":65535")]
    [InlineData(null, "--metrics-address", "")]
    [InlineData(null, "--health-address", "")]
    [InlineData("127.0.0.1:9999", "--metrics-address", "", "--health-address", "127.0.0.1:9999")]
    public void Probes_are_beside_the_metrics_or_where_they_are_told(string? expected, params string[] args)
    {
        var (options, parsed) = Parse(args);

        Assert.Empty(parsed.Errors);
        Assert.Equal(expected, options.Settings(parsed).HealthAddress?.ToString());
    }

    private static (RunOptions Options, ParseResult Parsed) Parse(string[] args)
    {
        var options = new RunOptions();
        var command = new RootCommand();
        options.AddTo(command);
        return (options, command.Parse(["--mirror", "a@b", .. args]));
    }
}
