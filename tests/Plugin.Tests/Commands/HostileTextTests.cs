using System.Net;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Commands;
using K8sMirror.Plugin.Connection;
using K8sMirror.Testing;
using K8sMirror.Testing.ControlPlane;

namespace K8sMirror.Plugin.Tests.Commands;

/// <summary>A cluster whose objects have escape sequences in every text: none of them reaches the terminal.</summary>
public sealed class HostileTextTests : IDisposable
{
    private const string Objects = """
        {"kind":"List","metadata":{},"items":[{"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror",
          "metadata":{"name":"a\u001b[2J","uid":"u\u001b[1m","generation":1,"resourceVersion":"1","labels":{"app.kubernetes.io/component":"agent"}},
          "spec":{"nodeName":"n\u001b[3m","containers":[{"name":"c","image":"i\u001b[7m"}],"sources":[{"interface":"eth1\u0007","direction":"Ingress"}],"targets":[{"name":"t\u009b","interface":"eth2\u202e"}],
            "sessions":[{"mirrorRef":{"name":"a\u001b[2J","uid":"u\u001b[1m","generation":1},"sources":[{"interface":"eth1","direction":"Ingress"}],"targets":[{"name":"t","interface":"eth2\r"}]}]},
          "status":{"observedGeneration":1,"agentVersion":"1\u001b[4m","kernel":{"release":"6\u001b[5m","attachMode":"tcx"},
            "nodes":{"desired":1,"programmed":0,"failed":1},
            "sessions":[{"mirrorRef":{"name":"a\u001b[2J","uid":"u\u001b[1m","generation":1},"state":"Failed","reason":"TargetDown","message":"x\u001b]0;owned\u0007\nnode-b   ok"}],
            "conditions":[{"type":"Programmed","status":"False","reason":"Bad\u001b[31m","message":"\u001b]0;owned\u0007 and\nanother\u0008 line","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}]}
        """;

    private readonly ScriptedServer server = new();
    private readonly TempDir folder = new();

    [Theory]
    [InlineData(ExitCode.Ok, "status")]
    [InlineData(ExitCode.Ok, "status", "a\u001b[2J")]
    [InlineData(ExitCode.Ok, "status", "--output", "json")]
    [InlineData(ExitCode.Ok, "status", "--output", "yaml")]
    [InlineData(PluginExitCode.NotFound, "status", "no\u001b[2J")]
    [InlineData(ExitCode.Ok, "plan", "--line", "eth1@eth2")]
    [InlineData(ExitCode.Ok, "explain", "a\u001b[2J", "eth1")]
    [InlineData(PluginExitCode.NotFound, "explain", "no\u001b[2J", "eth1")]
    public async Task No_control_character_is_printed(int expected, params string[] args)
    {
        for (var i = 0; i < 20; i++)
        {
            server.Then(HttpStatusCode.OK, Objects);
        }

        var (code, text) = await RunAsync(args);

        Assert.True(expected == code, text);
        AssertHarmless(text);
        // YAML has its own escape for it.
        Assert.Contains(args.Contains("yaml") ? "\\e[2J" : "\\u001b[2J", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_refusal_is_harmless_too()
    {
        server.Then(HttpStatusCode.Forbidden, """{"kind":"Status","message":"no \u001b[2J\u0007 for you"}""").Then(HttpStatusCode.Forbidden, "{}").Then(HttpStatusCode.Forbidden, "{}");

        var (code, text) = await RunAsync("status");

        Assert.Equal(ExitCode.Failed, code);
        AssertHarmless(text);
    }

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    private static void AssertHarmless(string text) => Assert.DoesNotContain(text, c => (char.IsControl(c) && c != '\n') || c is '\u202e');

    private async Task<(int Code, string Text)> RunAsync(params string[] args)
    {
        File.WriteAllText(folder.At("config"), $$$"""
            apiVersion: v1
            kind: Config
            current-context: a
            contexts: [{name: a, context: {cluster: a, user: a}}]
            clusters: [{name: a, cluster: {server: "{{{server.Address.TrimEnd('/')}}}"}}]
            users: [{name: a, user: {token: secret}}]
            """);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var seams = new Seams(TextReader.Null, IsTerminal: true, KubeApi.Connect, TimeProvider.System);
        var code = await RootCommands.InvokeAsync([.. args, "--kubeconfig", folder.At("config")], seams, output, error);
        return (code, output.ToString() + error);
    }
}
