using System.Net;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>The server is not what the kubeconfig promises: one line reports that, never a stack trace.</summary>
public sealed class StrangeServerTests
{
    private const string Html = "<html><body>Please log in</body></html>";

    [Fact]
    public void A_page_of_something_in_between() => Says("does not answer as a Kubernetes API server", s =>
    {
        for (var i = 0; i < 3; i++)
        {
            s.Then(HttpStatusCode.OK, Html);
        }
    });

    [Fact]
    public void An_answer_that_is_no_list() => Says("does not answer as a Kubernetes API server", s =>
    {
        for (var i = 0; i < 3; i++)
        {
            s.Then(HttpStatusCode.OK, "{}");
        }
    });

    [Fact]
    public void An_answer_that_ends_in_the_middle() => Says("cannot reach the API server", s =>
    {
        for (var i = 0; i < 3; i++)
        {
            s.ThenHalf("""{"kind":"List","items":[],"metadata":{}}""");
        }
    });

    [Fact]
    public void No_answer_at_all() => Says("within 0.5 s (--request-timeout)", s =>
    {
        for (var i = 0; i < 3; i++)
        {
            s.ThenSilence();
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a}]}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: none, user: none}}], clusters: [], users: []}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c}], users: [{name: u}]}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'not a url'}}], users: [{name: u, user: {token: x}}]}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1', certificate-authority-data: '%%%'}}], users: [{name: u, user: {token: x}}]}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: u, user: {client-certificate-data: eA==, client-key-data: eA==}}]}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: /no/such/helper, interactiveMode: Never}}}]}")]
    [InlineData("{apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}], users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: 'false', interactiveMode: Never}}}]}")]
    public void A_kubeconfig_that_is_none_is_1_with_the_reason(string text)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("config"), text);
        using var programs = new Programs(folder.At("config"));

        OneLine(programs.Plugin("status"));
    }

    [Theory]
    [InlineData("--token")]
    [InlineData("--as")]
    public void A_flag_that_no_request_can_carry(string flag) => Says("has a character that cannot be sent", _ => { }, flag, "a\r\nb");

    /// <summary>Each update sends three requests. The watch ends when the mirror is gone.</summary>
    [Fact]
    public void A_watch_goes_on_after_a_server_that_refuses_for_a_while()
    {
        using var server = new ScriptedServer();
        (HttpStatusCode Status, string Body)[] looks =
        [
            (HttpStatusCode.OK, """{"metadata":{},"items":[{"metadata":{"name":"ids","uid":"u"},"spec":{}}]}"""), (HttpStatusCode.ServiceUnavailable, "not now"),
            (HttpStatusCode.OK, """{"metadata":{},"items":[{"metadata":{"name":"ids","uid":"u"},"spec":{}}]}"""), (HttpStatusCode.OK, """{"metadata":{},"items":[]}"""),
        ];
        foreach (var (status, body) in looks.SelectMany(look => Enumerable.Repeat(look, 3)))
        {
            server.Then(status, body);
        }

        var result = Ask(server, "status", "ids", "--watch", "--interval", "10ms");

        Assert.Equal(4, result.ExitCode);
        Assert.Equal(2, result.Output.Split("\nids ").Length - 1);
        Assert.Contains("503", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("there is no TrafficMirror 'ids'\n", result.Error, StringComparison.Ordinal);
    }

    private static void Says(string expected, Action<ScriptedServer> script, params string[] flags)
    {
        using var server = new ScriptedServer();
        script(server);
        Assert.Contains(expected, OneLine(Ask(server, ["status", .. flags])), StringComparison.Ordinal);
    }

    private static CommandResult Ask(ScriptedServer server, params string[] arguments)
    {
        using var programs = new Programs();
        using var folder = new TempDir();
        File.WriteAllText(folder.At("config"), $$$"""
            {apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: c, user: u}}],
             clusters: [{name: c, cluster: {server: '{{{server.Address}}}'}}], users: [{name: u, user: {token: x}}]}
            """);

        return programs.Plugin([.. arguments, "--kubeconfig", folder.At("config"), "--request-timeout", "500ms"]);
    }

    private static string OneLine(CommandResult result)
    {
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.NotEqual("", result.Error.Trim());
        return result.Error;
    }
}
