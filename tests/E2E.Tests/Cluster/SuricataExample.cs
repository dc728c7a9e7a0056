using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>An example with Suricata in pods. Only its image is replaced, by one with this machine's Suricata, because no registry can be reached.</summary>
internal sealed class SuricataExample : IDisposable
{
    private const string Image = "k8smirror.test/suricata:1";
    private static readonly string[] Packed =
        ["/usr/bin/suricata", "/usr/bin/grep", "/etc/suricata/classification.config", "/etc/suricata/reference.config", "/etc/suricata/threshold.config"];

    private readonly TempDir folder = new();

    /// <summary>Loads the image into the nodes, and copies the example.</summary>
    /// <param name="example">Folder of the example, such as <c>examples/pods/sensor</c>.</param>
    public SuricataExample(string example)
    {
        var archive = folder.At("suricata.tar");
        _ = Command.Run(Repository.At("scripts/program-image"), [Image, archive, .. Packed]);
        _ = Script.Run("load", archive);
        var copy = Directory.CreateDirectory(folder.At(example));
        foreach (var file in Directory.GetFiles(Repository.At(example)))
        {
            var lines = File.ReadAllLines(file).Select(line => line.Contains(" image: ", StringComparison.Ordinal) ? $"        image: {Image}" : line);
            File.WriteAllLines(Path.Combine(copy.FullName, Path.GetFileName(file)), lines);
        }
    }

    /// <summary>Runs commands of a page unchanged, in the folder that the page names.</summary>
    public string Shell(string commands) => Script.Run(
        "beside", "env", $"KUBECONFIG=/var/lib/k8smirror-cluster/{Script.ClusterName}/admin.kubeconfig", "sh", "-euc", $"cd '{folder.Path}'\n{commands}");

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
