using System.Net;
using K8sMirror.Serving;

namespace K8sMirror.Operator.Tests.Telemetry;

/// <summary>The addresses of both programs, parsed by the same code.</summary>
public sealed class ServingAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", "127.0.0.1", 8080)]
    [InlineData("localhost:8080", "127.0.0.1", 8080)]
    [InlineData("0.0.0.0:8080", "0.0.0.0", 8080)]
    [InlineData("[::]:8080", "::", 8080)]
    [InlineData("[::1]:8080", "::1", 8080)]
    [InlineData(":::8080", "::", 8080)]
    [InlineData(":9090", "::", 9090)]
    [InlineData("[fd00::5]:8080", "fd00::5", 8080)]
    [InlineData("fd00::5:8080", "fd00::5", 8080)]
    public void An_address_is_read(string text, string host, int port) =>
        Assert.Equal(new ServingAddress(IPAddress.Parse(host), port), ServingAddress.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1:0")]
    [InlineData(":0")]
    public void Nowhere_is_an_address_too(string text) => Assert.Same(ServingAddress.Nowhere, ServingAddress.Parse(text));

    [Theory]
    [InlineData("8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("::1")]
    [InlineData("fd00::5")]
    [InlineData("localhost:http")]
    [InlineData("localhost:70000")]
    [InlineData("example.org:8080")]
    [InlineData("example.org/x:80")]
    public void What_is_none_is_refused(string text) => Assert.Null(ServingAddress.Parse(text));
}
