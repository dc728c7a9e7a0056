using K8sMirror.Cluster.Connection;
using K8sMirror.Cluster.Direct;
using K8sMirror.Testing;

namespace K8sMirror.Cluster.Tests;

public sealed class KubeconfigTests : IDisposable
{
    private readonly TempDir dir = new();

    [Fact]
    public void The_current_context_is_taken()
    {
        var access = Read("""
            current-context: b
            contexts:
            - {name: a, context: {cluster: one, user: u}}
            - {name: b, context: {cluster: two, user: v}}
            clusters:
            - {name: one, cluster: {server: "https://one"}}
            - {name: two, cluster: {server: "https://two:6443/k", certificate-authority: ca.crt}}
            users:
            - {name: u, user: {token: t}}
            - {name: v, user: {tokenFile: /run/token}}
            """);

        Assert.Equal("https://two:6443/k/", access.Server.ToString());
        Assert.Equal((dir.At("ca.crt"), "/run/token", null), (access.CaFile, access.TokenFile, access.Token));
    }

    [Theory]
    [InlineData("", "is not a kubeconfig")]
    [InlineData("a: [", "cannot be read")]
    [InlineData("{{", "not YAML")]
    [InlineData("a: *b", "alias 'b' has no anchor")]
    [InlineData("null", "is not a kubeconfig")]
    [InlineData("[1, 2]", "is not a kubeconfig")]
    [InlineData("{current-context: x, contexts: [null]}", "has no context named 'x'")]
    [InlineData("{current-context: x, contexts: [{name: x, context: null}]}", "has no context named 'x'")]
    [InlineData("{current-context: [x]}", "has no current-context")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s', certificate-authority-data: '???'}}], users: [{name: u, user: {}}]}", "cannot be read")]
    [InlineData("kind: Config", "has no current-context")]
    [InlineData("current-context: x", "has no context named 'x'")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}], users: [{name: u, user: {exec: {command: aws}}}]}", "logs in by exec")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s', insecure-skip-tls-verify: true}}], users: [{name: u, user: {}}]}", "skips the check")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {}}], users: [{name: u, user: {}}]}", "has no valid server")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}], users: [{name: u, user: {token: \"a\\nb\"}}]}", "a character that cannot be sent")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}], users: [{name: u, user: {token: \"\u00e4\"}}]}", "a character that cannot be sent")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s', certificate-authority-data: bm9uZQ==}}], users: [{name: u, user: {}}]}", "no certificate of an authority")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s', certificate-authority: \"a\\0b\"}}], users: [{name: u, user: {}}]}", "a certificate-authority with a NUL")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}], users: [{name: u, user: {client-certificate: \"a\\0b\", client-key: k}}]}", "a client-certificate with a NUL")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}], users: [{name: u, user: {tokenFile: \"a\\0b\"}}]}", "a tokenFile with a NUL")]
    public void What_is_missing_is_said(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<ClusterAccessException>(() => Read(text)).Message, StringComparison.Ordinal);

    /// <summary>A recursive parser would crash the whole process.</summary>
    [Fact]
    public void What_is_nested_without_end_is_said()
    {
        var text = new string('[', 1_000_000);

        Assert.Contains("nested deeper than", Assert.Throws<ClusterAccessException>(() => Read(text)).Message, StringComparison.Ordinal);
        Assert.Contains("nested deeper than", Assert.Throws<ClusterAccessException>(() => KubeconfigFiles.Read(new() { Kubeconfig = dir.At("config") })).Message, StringComparison.Ordinal);
    }

    /// <summary>The same for operator and kubectl mirror, which read it with a library.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{{")]
    [InlineData("a: *b")]
    [InlineData("[1]")]
    [InlineData("{current-context: x, contexts: [null]}")]
    [InlineData("{current-context: x, contexts: [{name: x, context: null}]}")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: null}], users: [null]}")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: [1]}}], users: [{name: u, user: {}}]}")]
    [InlineData("{current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'x y'}}], users: [{name: u, user: null}]}")]
    public void A_kubeconfig_that_the_library_falls_over_is_one_message(string text)
    {
        File.WriteAllText(dir.At("config"), text);

        var message = Assert.Throws<ClusterAccessException>(() => KubeconfigFiles.Read(new() { Kubeconfig = dir.At("config") })).Message;

        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Object reference", message, StringComparison.Ordinal);
    }

    /// <summary>For operator and plugin, as for kubectl: it wins over a token, and its path is relative to the kubeconfig.</summary>
    [Fact]
    public async Task A_token_file_is_read_at_each_request()
    {
        File.WriteAllText(dir.At("token"), "first\n");
        File.WriteAllText(dir.At("config"), """
            {current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}],
             users: [{name: u, user: {token: other, tokenFile: token}}]}
            """);
        var provider = KubeconfigFiles.Read(new() { Kubeconfig = dir.At("config") }).TokenProvider;
        var first = await provider.GetAuthenticationHeaderAsync(TestContext.Current.CancellationToken);
        File.WriteAllText(dir.At("token"), "second");

        var second = await provider.GetAuthenticationHeaderAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("Bearer first", "Bearer second"), (first.ToString(), second.ToString()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a b")]
    public void A_token_file_that_cannot_be_used_is_one_message(string? content)
    {
        if (content is not null)
        {
            File.WriteAllText(dir.At("token"), content);
        }
        File.WriteAllText(dir.At("config"), """
            {current-context: x, contexts: [{name: x, context: {cluster: c, user: u}}], clusters: [{name: c, cluster: {server: 'https://s'}}], users: [{name: u, user: {tokenFile: token}}]}
            """);

        Assert.Contains("token", Assert.Throws<ClusterAccessException>(() => KubeconfigFiles.Read(new() { Kubeconfig = dir.At("config") })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_rotates_is_read_again()
    {
        File.WriteAllText(dir.At("token"), "one\n");
        var file = new ChangingFile<string>(dir.At("token"), t => t.Trim());
        Assert.Equal("one", file.Get());

        File.WriteAllText(dir.At("new"), "two\n");
        File.SetLastWriteTimeUtc(dir.At("new"), DateTime.UtcNow.AddMinutes(1));
        File.Move(dir.At("new"), dir.At("token"), overwrite: true);

        Assert.Equal("two", file.Get());
    }

    public void Dispose() => dir.Dispose();

    private ClusterAccess Read(string text)
    {
        File.WriteAllText(dir.At("config"), text);
        return Kubeconfig.Read(dir.At("config"));
    }
}
