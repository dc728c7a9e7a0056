using System.Net;
using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Tests.Telemetry;

public sealed class MetricsAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080)]
    [InlineData("localhost:8080", "127.0.0.1", 8080)]
    [InlineData("0.0.0.0:8080", "0.0.0.0", 8080)]
    [InlineData("[::]:8080", "::", 8080)]
    [InlineData(":9090", "::", 9090)]
    [InlineData("[fd00::5]:8080", "fd00::5", 8080)]
    [InlineData("fd00::5:8080", "fd00::5", 8080)]
    public void An_address_is_read(string text, string host, int port) =>
        Assert.Equal(new MetricsAddress(IPAddress.Parse(host), port), MetricsAddress.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:0")]
    [InlineData(":0")]
    public void Nowhere_is_an_address_too(string text) => Assert.Same(MetricsAddress.Nowhere, MetricsAddress.Parse(text));

    [Theory]
    [InlineData("8080", "'8080' has no port")]
    [InlineData("127.0.0.1", "'127.0.0.1' has no port")]
    [InlineData("localhost:http", "'localhost:http' has no port")]
    [InlineData("localhost:70000", "'localhost:70000' has no port")]
    [InlineData("example.org:8080", "'example.org' is no address of this machine")]
    public void What_is_none_is_refused_with_an_example(string text, string message)
    {
        var refused = Assert.Throws<FormatException>(() => MetricsAddress.Parse(text));

        Assert.StartsWith(message, refused.Message, StringComparison.Ordinal);
        Assert.Contains("0.0.0.0:8080", refused.Message, StringComparison.Ordinal);
    }
}
