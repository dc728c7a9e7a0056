using System.CommandLine;
using K8sMirror.Cluster.Connection;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Connection;

namespace K8sMirror.Plugin.Commands;

/// <summary>kubectl's own flags for the cluster, for each command that connects to it.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string> kubeconfig = Text("--kubeconfig", "FILE", "Kubeconfig to use (default: $KUBECONFIG, then ~/.kube/config)");
    private readonly Option<string> context = Text("--context", "NAME", "Context of the kubeconfig");
    private readonly Option<string> cluster = Text("--cluster", "NAME", "Cluster of the kubeconfig");
    private readonly Option<string> user = Text("--user", "NAME", "User of the kubeconfig");
    private readonly Option<string> space = Text("--namespace", "NAME", "Namespace of K8sMirror (default: search all namespaces)", "-n");
    private readonly Option<string> server = Text("--server", "URL", "Address of the API server", "-s");
    private readonly Option<string> token = Text("--token", "TOKEN", "Bearer token");
    private readonly Option<string> authority = Text("--certificate-authority", "FILE", "Certificates to trust");
    private readonly Option<bool> insecure = new("--insecure-skip-tls-verify") { Description = "Do not check the server's certificate" };
    private readonly Option<string> asUser = Text("--as", "USER", "User to impersonate");
    private readonly Option<string[]> asGroup = new("--as-group") { Description = "Group to impersonate, may be repeated", HelpName = "GROUP" };
    private readonly Option<TimeSpan?> timeout = DurationOption.Create("--request-timeout", "Timeout per request (default 30s)");

    /// <summary>Adds them to a command.</summary>
    public ClusterOptions(Command command)
    {
        context.CompletionSources.Add(c => KubeconfigFiles.Contexts(c.ParseResult.GetValue(kubeconfig)));
        foreach (var option in (Option[])[kubeconfig, context, cluster, user, space, server, token, authority, insecure, asUser, asGroup, timeout])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The parsed values.</summary>
    public ClusterSettings Read(ParseResult parsed) => new()
    {
        Kubeconfig = parsed.GetValue(kubeconfig),
        Context = parsed.GetValue(context),
        Cluster = parsed.GetValue(cluster),
        User = parsed.GetValue(user),
        Namespace = parsed.GetValue(space),
        Server = parsed.GetValue(server),
        Token = parsed.GetValue(token),
        CertificateAuthority = parsed.GetValue(authority),
        SkipTlsVerify = parsed.GetValue(insecure),
        As = parsed.GetValue(asUser),
        AsGroups = parsed.GetValue(asGroup) ?? [],
        RequestTimeout = parsed.GetValue(timeout) ?? TimeSpan.FromSeconds(30),
    };

    private static Option<string> Text(string name, string help, string description, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = help };
}
