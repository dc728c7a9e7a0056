using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Files;

namespace K8sMirror.NodeAgent.Cluster;

/// <summary>
/// The last spec on disk, for an agent that starts while the API server is unreachable. Its modification time is when the server last confirmed it.
/// </summary>
internal sealed class StateFile(string folder, string node)
{
    private string Name => Path.Combine(folder, "nodemirror.json");

    /// <summary>What was saved and when it was last confirmed; null if nothing was, for this node.</summary>
    /// <exception cref="JsonException">This version cannot read it, or it is damaged.</exception>
    /// <exception cref="IOException">It is there and cannot be read.</exception>
    public (SavedSpec Spec, DateTimeOffset ConfirmedAt)? Load()
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Name));
            NullItems.Refuse(document.RootElement);
            var saved = document.RootElement.Deserialize(StateJsonContext.Default.SavedSpec) ?? throw new JsonException("null");
            NodeMirrorReader.RefuseNameless(saved.Spec.Sessions.Select(s => s.Mirror));
            return saved.AddressSets?.Values.Contains(null) == true ? throw new JsonException("a set is null")
                : saved.Node == node ? (saved, File.GetLastWriteTimeUtc(Name))
                : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Saves, for a restart of the agent; <see cref="Force"/> also for one of the node.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Save(SavedSpec spec) => WholeFile.Write(Name, file => JsonSerializer.Serialize(file, spec, StateJsonContext.Default.SavedSpec));

    /// <summary>Syncs what was saved to the disk, which can take long with other writers. Until then a power cut may leave a damaged file, which is refused.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Force()
    {
        try
        {
            using var file = File.OpenHandle(Name, FileMode.Open, FileAccess.ReadWrite);
            RandomAccess.FlushToDisk(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted meanwhile: there is nothing to keep.
        }
    }

    /// <summary>The server says that it is still so.</summary>
    public void Confirm(DateTimeOffset now)
    {
        try
        {
            File.SetLastWriteTimeUtc(Name, now.UtcDateTime);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is saved, or no longer; the next change of the spec saves again, and says what prevents it.
        }
    }

    /// <summary>The server says that there is nothing to mirror.</summary>
    public void Delete() => File.Delete(Name);
}
