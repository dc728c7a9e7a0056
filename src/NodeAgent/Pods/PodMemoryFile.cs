using System.Text.Json;
using K8sMirror.NodeAgent.Files;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Pods;

/// <summary>The records in a file, which is not synced: after a power cut they would be useless, because all NICs have gone.</summary>
internal sealed class PodMemoryFile(string folder, string bootId, ILogger logger) : IPodMemory
{
    private bool failed;

    private string Name => Path.Combine(folder, "pods.json");

    /// <inheritdoc/>
    public PodRecords Load()
    {
        try
        {
            if (JsonSerializer.Deserialize(File.ReadAllBytes(Name), PodJsonContext.Default.SavedPods) is not { } saved || !saved.IsWhole())
            {
                return PodRecords.None;
            }
            var ledger = new PodLedger(saved.Bindings, saved.Gone) { Rivals = saved.Rivals ?? [] };
            return saved.BootId == bootId && bootId.Length > 0 ? new(ledger, saved.Sights) { Open = saved.Open ?? [] } : new(ledger.AfterBoot(), null) { Open = saved.Open ?? [] };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return PodRecords.None;
        }
    }

    /// <inheritdoc/>
    public bool Save(PodRecords records)
    {
        try
        {
            var saved = new SavedPods(bootId, records.Ledger.Bindings, records.Ledger.Gone, records.Sights) { Rivals = records.Ledger.Rivals, Open = records.Open };
            WholeFile.Write(Name, file => JsonSerializer.Serialize(file, saved, PodJsonContext.Default.SavedPods));
            failed = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (!failed)
            {
                PodLog.NotSaved(logger, e.Message);
            }
            failed = true;
        }
        return !failed;
    }
}
