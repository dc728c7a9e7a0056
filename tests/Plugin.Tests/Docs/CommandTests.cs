using System.Text.RegularExpressions;
using K8sMirror.CommandLine;
using K8sMirror.Plugin.Commands;
using K8sMirror.Plugin.Tests.Commands;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Docs;

/// <summary>
/// Every command of the pages for newcomers refers to existing things: make targets, verbs and options, files, chart values, kinds. Commands
/// that can run without a cluster are run. A program that this test does not know is a failure: add it here.
/// </summary>
public sealed partial class CommandTests
{
    private static readonly string[] Pages =
        ["README.md", "docs/quickstart.md", "docs/kubectl-mirror.md", "docs/troubleshooting.md", "docs/security.md", "docs/operations/install.md", "docs/operations/upgrade.md", "docs/operations/sizing.md",
            "docs/operations/coexistence.md", "docs/collectors-in-the-cluster.md", "examples/README.md", "examples/suricata/README.md"];

    /// <summary>Programs on any node, or built into the shell; names of NICs and files in them are the reader's.</summary>
    private static readonly string[] Plain = ["cp", "source", "cd", "ls", "ip", "tcpdump", "bpftool", "grep", "sed", "curl", "suricata", "cat", "git", "k8smirror-operator", "cosign", "sha256sum"];

    private static readonly string[] Kinds =
        ["clusterrolebinding", "tm", "tm/ids", "tm/one-to-many", "tm/suricata", "tm/suricata-pod", "nmir", "nodes", "node", "pods", "pod", "crd", "lease", "namespace", "ds/k8smirror-agent", "deploy/k8smirror-operator", "deploy/suricata"];

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        foreach (var page in Pages)
        {
            foreach (var command in new Page(page).Commands().Distinct())
            {
                data.Add(page, command);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_command_names_what_exists(string page, string command)
    {
        Assert.NotEmpty(page);
        foreach (var part in command.Split((string[])[" | ", "; ", " && "], StringSplitOptions.TrimEntries))
        {
            var words = Page.Words(Substitution().Replace(part, "$1"));
            switch (words[0])
            {
                case "make":
                    Assert.Contains($"\n{words[1]}: ", await ReadAsync("Makefile"), StringComparison.Ordinal);
                    break;
                case "out/k8smirror-agent" or "k8smirror-agent":
                    Agent(words[1..]);
                    break;
                case "kubectl-mirror" or "kubectl" when words is ["kubectl-mirror", ..] or [_, "mirror", ..]:
                    Plugin([.. words.Skip(words[0] == "kubectl" ? 2 : 1)]);
                    break;
                case "kubectl":
                    Kubectl(words[1..]);
                    break;
                case "helm":
                    await HelmAsync(words[1..]);
                    break;
                case "scripts/cluster":
                    Assert.Matches($@"(?m)^#  .*\bcluster {words[1]}\b", await ReadAsync(words[0]));
                    break;
                default:
                    Assert.Contains(words[0], Plain);
                    break;
            }
        }
    }

    /// <summary>A page may mention a verb alone; with more words it is a command to type.</summary>
    [Fact]
    public void Commands_of_the_plugin_within_sentences_are_understood()
    {
        var commands = Directory.EnumerateFiles(Repository.At("docs"), "*.md", SearchOption.AllDirectories).Append(Repository.At("README.md"))
            .SelectMany(f => Inline().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value)).Where(c => c.Contains(' ', StringComparison.Ordinal) && !c.StartsWith("VERB", StringComparison.Ordinal))
            .Distinct().ToList();

        Assert.NotEmpty(commands);
        Assert.All(commands, c => Assert.Empty(RootCommands.Create(Cli.Seams()).Parse(Page.Words(c)).Errors));
    }

    private static void Agent(string[] words)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "k8smirror-agent");
        if (words[0] is "validate" or "convert")
        {
            Assert.Equal(0, Command.Try(program, words).ExitCode);
            return;
        }
        var help = Command.Try(program, words[0], "--help");
        // For an unknown verb it shows the general help.
        Assert.Contains($"Usage:\n  k8smirror-agent {words[0]} ", help.Output, StringComparison.Ordinal);
        Assert.All(words.Where(w => w.StartsWith("--", StringComparison.Ordinal)), o => Assert.Contains(o.Split('=')[0], help.Output, StringComparison.Ordinal));
        if (words[0] == "plan")
        {
            // It only reads. Here these NICs do not exist, and it reports that.
            Assert.Contains("InterfaceNotFound", Command.Run(program, words), StringComparison.Ordinal);
        }
    }

    private static void Plugin(string[] words)
    {
        string[] arguments = [.. words.TakeWhile(w => w is not (">" or "<"))];
        Assert.Empty(RootCommands.Create(Cli.Seams()).Parse([.. arguments.Select(a => a.Trim('(', ')'))]).Errors);
        Files(arguments, "-f");
        if (arguments[0] == "convert" && arguments is [_, var line] && !line.StartsWith('-'))
        {
            Assert.NotEmpty(MirrorInput.FromLine(line).OrThrow().Mirrors);
        }
    }

    private static void Kubectl(string[] words)
    {
        Assert.Contains(words[0], (string[])["apply", "create", "wait", "get", "describe", "delete", "patch", "logs", "rollout", "label", "annotate", "drain", "explain"]);
        Files(words, "-f");
        Files(words, "-k");
        if (words[0] == "apply")
        {
            return;
        }
        var kind = words[0] is "logs" && words.Contains("POD") ? "pod"
            : words.Skip(1).First(w => !w.StartsWith('-') && w is not ("k8smirror" or "status" or "restart"));
        Assert.Contains(kind.Split(',', '.')[0], Kinds);
    }

    private static async Task HelmAsync(string[] words)
    {
        Assert.Contains(words[0], (string[])["install", "upgrade", "uninstall", "rollback", "test"]);
        var chart = words.FirstOrDefault(w => w.StartsWith("deploy/", StringComparison.Ordinal));
        Assert.True(chart is null || File.Exists(Repository.At(chart, "Chart.yaml")), chart);
        Assert.Equal(words[0] is "install" or "upgrade", chart is not null);
        foreach (var setting in words.Where((_, at) => at > 0 && words[at - 1] == "--set").SelectMany(s => s.Split(',')))
        {
            Assert.Contains($"{setting.Split('=')[0].Split('.')[^1]}:", await ReadAsync("deploy/helm/k8smirror/values.yaml"), StringComparison.Ordinal);
        }
    }

    /// <summary>A file that a command reads is in the repository, or the reader's own: a name without a folder.</summary>
    private static void Files(string[] words, string option)
    {
        foreach (var file in words.Where((w, at) => at > 0 && words[at - 1] == option && w.Contains('/', StringComparison.Ordinal)))
        {
            Assert.True(Path.Exists(Repository.At(file)), $"there is no {file}");
        }
    }

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(Repository.At(path), TestContext.Current.CancellationToken);

    [GeneratedRegex("`kubectl mirror ([^`\n]+)`")]
    private static partial Regex Inline();

    /// <summary>A command's output is assigned to a variable.</summary>
    [GeneratedRegex(@"^[A-Z_]+=\$\((.*)\)$")]
    private static partial Regex Substitution();
}
