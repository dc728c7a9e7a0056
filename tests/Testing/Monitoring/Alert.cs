using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace K8sMirror.Testing.Monitoring;

/// <summary>One alert of deploy/prometheus/k8smirror-rules.yaml.</summary>
public sealed class Alert
{
    /// <summary>The file.</summary>
    public static string File { get; } = Repository.At("deploy/prometheus/k8smirror-rules.yaml");

    /// <summary>All alerts, in the file's order.</summary>
    public static IReadOnlyList<Alert> All { get; } = Read();

    /// <summary>Its name.</summary>
    [YamlMember(Alias = "alert")]
    public string Name { get; set; } = "";

    /// <summary>PromQL that returns a sample for each problem.</summary>
    public string Expr { get; set; } = "";

    /// <summary>How long the condition must last.</summary>
    public string For { get; set; } = "";

    /// <summary>Severity, and labels that the user adds.</summary>
    public Dictionary<string, string> Labels { get; init; } = [];

    /// <summary>Texts for people.</summary>
    public Dictionary<string, string> Annotations { get; init; } = [];

    private static List<Alert> Read() =>
        [.. new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).Build()
            .Deserialize<RuleFile>(System.IO.File.ReadAllText(File)).Groups.SelectMany(g => g.Rules)];

    private sealed class RuleFile
    {
        public List<RuleGroup> Groups { get; init; } = [];
    }

    private sealed class RuleGroup
    {
        public string Name { get; set; } = "";

        public List<Alert> Rules { get; init; } = [];
    }
}
