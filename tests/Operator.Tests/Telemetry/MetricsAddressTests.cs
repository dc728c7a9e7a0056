using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Tests.Telemetry;

public sealed class MetricsAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080)]
    [InlineData("0.0.0.0:8080", "*", 8080)]
    [InlineData(":9090", "*", 9090)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    public void An_address_is_read(string text, string host, int port) => Assert.Equal(new MetricsAddress(host, port), MetricsAddress.Parse(text));

    [Theory]
    [InlineData("8080")]
    [InlineData("localhost:http")]
    [InlineData("localhost:70000")]
    public void What_is_none_is_refused(string text) => Assert.Throws<FormatException>(() => MetricsAddress.Parse(text));
}
