using System.Globalization;
using System.Text;
using K8sMirror.Core.Api;
using K8sMirror.Core.Lines;
using K8sMirror.Core.Manifests;
using K8sMirror.Core.Planning;
using K8sMirror.Testing;
using YamlDotNet.RepresentationModel;

namespace K8sMirror.Core.Tests.Golden;

/// <summary>
/// A folder is a test. Input is <c>line.txt</c> or <c>input.yaml</c>; with <c>nodes.yaml</c> (name → labels) also the plan, with
/// <c>reports.yaml</c> (name → boot, silence and the agent's status) the mirror's status; <c>room.yaml</c> has the <c>bytes</c> of a node's
/// spec, and when mirrors were <c>created</c>. Output is <c>expected.txt</c>. Run with K8SMIRROR_GOLDEN=write to write it, then read the difference before
/// you commit it.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Folders =>
        [.. Directory.GetDirectories(Repository.At("tests", "Core.Tests", "Golden")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Comes_out_as_expected(string folder)
    {
        var path = Repository.At("tests", "Core.Tests", "Golden", folder);
        var actual = Run(path);
        var file = Path.Combine(path, "expected.txt");
        if (Environment.GetEnvironmentVariable("K8SMIRROR_GOLDEN") == "write")
        {
            File.WriteAllText(file, actual);
        }
        Assert.Equal(File.ReadAllText(file), actual);
    }

    private static string Run(string path)
    {
        var text = new StringBuilder();
        var line = Path.Combine(path, "line.txt");
        if (File.Exists(line))
        {
            RunLine(File.ReadAllText(line).TrimEnd('\n'), text);
            return text.ToString();
        }
        var result = ManifestReader.Read("input.yaml", File.ReadAllText(Path.Combine(path, "input.yaml")));
        foreach (var error in result.Errors)
        {
            text.Append(error).Append('\n');
        }
        var reports = Path.Combine(path, "reports.yaml");
        if (File.Exists(reports))
        {
            StatusText.Write(result.Mirrors.Single().Mirror, reports, text);
        }
        var nodes = Path.Combine(path, "nodes.yaml");
        if (File.Exists(nodes))
        {
            var snapshot = new ClusterSnapshot([.. result.Mirrors.Select(m => m.Mirror)], ReadNodes(nodes));
            var room = Path.Combine(path, "room.yaml");
            WritePlan(NodePlanner.Plan(File.Exists(room) ? Limit(snapshot, room) : snapshot), text);
        }
        return text.ToString();
    }

    private static void RunLine(string line, StringBuilder text)
    {
        var result = MirrorLine.Parse(line);
        foreach (var problem in result.Errors)
        {
            text.Append("error\n").Append(problem.Render(line)).Append('\n');
        }
        foreach (var problem in result.Warnings)
        {
            text.Append("warning\n").Append(problem.Render(line)).Append('\n');
        }
        text.Append(ManifestWriter.Write(result.Mirrors));
    }

    private static void WritePlan(ClusterPlan plan, StringBuilder text)
    {
        foreach (var mirror in plan.Mirrors)
        {
            var state = mirror.IsPlanned ? "planned" : mirror.IsAccepted ? "accepted, not planned" : "refused";
            text.Append($"mirror {mirror.Mirror.Metadata.Name}: {state}; {mirror.Nodes.Count} nodes: {string.Join(' ', mirror.Nodes)}".TrimEnd()).Append('\n');
            foreach (var finding in mirror.WantOfRoom is { } leftOut ? [.. mirror.Findings, leftOut] : mirror.Findings)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {finding.Reason}: {finding}\n");
            }
        }
        foreach (var (node, spec) in plan.Nodes.OrderBy(n => n.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"node {node}:\n");
            foreach (var session in spec.Sessions)
            {
                var sources = string.Join(' ', session.Sources.Select(s => $"{s.Interface}:{s.Direction}"));
                var targets = string.Join(' ', session.Targets.Select(t => t.Segmentation == TargetSegmentation.Auto ? t.Id : $"{t.Id}:{t.Segmentation}"));
                text.Append(CultureInfo.InvariantCulture, $"  {session.Mirror} ({session.Priority}): {sources} > {targets}\n");
            }
        }
    }

    private static ClusterSnapshot Limit(ClusterSnapshot snapshot, string file)
    {
        var room = ReadYaml(file);
        var created = (YamlMappingNode)room["created"];
        return snapshot with
        {
            MostSpecBytes = int.Parse(room["bytes"].ToString(), CultureInfo.InvariantCulture),
            Mirrors = [.. snapshot.Mirrors.Select(m => created.Children.TryGetValue(m.Metadata.Name, out var at)
                ? m with { Metadata = m.Metadata with { CreationTimestamp = DateTimeOffset.Parse(at.ToString(), CultureInfo.InvariantCulture) } } : m)],
        };
    }

    private static YamlMappingNode ReadYaml(string file)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(file)));
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static List<ClusterNode> ReadNodes(string file) =>
        [
            .. ReadYaml(file).Children.Select(n => new ClusterNode(
                n.Key.ToString(), "", ((YamlMappingNode)n.Value).Children.ToDictionary(l => l.Key.ToString(), l => l.Value.ToString()))),
        ];
}
