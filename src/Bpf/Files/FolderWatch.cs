using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace K8sMirror.Bpf.Files;

/// <summary>
/// Waits until something in a folder is complete: a file that was closed after writing, a rename, a deletion, a new symbolic link.
/// A file that is still being written does not count, so that it is not read incomplete.
/// </summary>
public sealed class FolderWatch(string folder) : IDisposable
{
    private const uint Mask = INotify.CloseWrite | INotify.MovedFrom | INotify.MovedTo | INotify.Create | INotify.Delete |
        INotify.DeleteSelf | INotify.MoveSelf | INotify.OnlyDirectory;

    private readonly byte[] buffer = new byte[16 * 1024];
    private readonly HashSet<string> unfinished = new(StringComparer.Ordinal);
    private SafeFileHandle? handle;

    /// <summary>True while the kernel watches the folder.</summary>
    public bool IsArmed => handle is not null;

    /// <summary>Starts to watch the folder.</summary>
    /// <returns>False if it does not exist.</returns>
    public bool Arm()
    {
        var opened = INotify.Open();
        if (opened.IsInvalid || !INotify.TryWatch(opened, folder, Mask))
        {
            opened.Dispose();
            return false;
        }
        handle = opened;
        return true;
    }

    /// <summary>True while a new file has not been closed.</summary>
    public bool HasUnfinished => unfinished.Count > 0;

    /// <summary>Stops waiting for new files to be closed: a hard link is complete from the start, and nobody closes it.</summary>
    public void ForgetUnfinished() => unfinished.Clear();

    /// <summary>Watches the folder that the path now leads to, which a swapped link may have changed.</summary>
    public void Rearm()
    {
        handle?.Dispose();
        handle = null;
        unfinished.Clear();
        Arm();
    }

    /// <summary>Waits at most this long; call <see cref="Arm"/> first.</summary>
    /// <returns>The most important change.</returns>
    public FolderChange Wait(TimeSpan timeout)
    {
        var clock = Stopwatch.StartNew();
        while (handle is not null)
        {
            var left = Math.Max(0, (int)(timeout - clock.Elapsed).TotalMilliseconds);
            if (!INotify.Wait(handle, left))
            {
                return FolderChange.None;
            }
            if (Drain() is var heard and not FolderChange.None)
            {
                return heard;
            }
        }
        Thread.Sleep(timeout);
        return FolderChange.None;
    }

    /// <summary>Stops watching.</summary>
    public void Dispose() => handle?.Dispose();

    private FolderChange Drain()
    {
        var heard = FolderChange.None;
        while (handle is not null && INotify.Read(handle, buffer) is var length and > 0)
        {
            for (var at = 0; at + INotify.HeaderSize <= length;)
            {
                var mask = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4));
                var nameLength = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + 12));
                var change = Judge(mask, buffer.AsSpan(at + INotify.HeaderSize, nameLength));
                heard = change > heard ? change : heard;
                if ((mask & (INotify.DeleteSelf | INotify.MoveSelf | INotify.Ignored)) != 0)
                {
                    // The path may lead to another folder by now: watch it again.
                    handle.Dispose();
                    handle = null;
                    unfinished.Clear();
                    return FolderChange.Vanished;
                }
                at += INotify.HeaderSize + nameLength;
            }
        }
        return heard;
    }

    private FolderChange Judge(uint mask, ReadOnlySpan<byte> nameBytes)
    {
        var name = Encoding.UTF8.GetString(nameBytes.TrimEnd((byte)0));
        if ((mask & INotify.Create) != 0)
        {
            if ((mask & INotify.IsDirectory) != 0)
            {
                // Not a manifest, and nobody closes it: a ConfigMap's versions are folders.
                return FolderChange.None;
            }
            // For a new file, another event follows when its writer closes it; a link is already complete.
            if (new FileInfo(Path.Combine(folder, name)).LinkTarget is not null)
            {
                return FolderChange.Completed;
            }
            unfinished.Add(name);
            return FolderChange.None;
        }
        unfinished.Remove(name);
        return (mask & (INotify.MovedFrom | INotify.Delete)) != 0 ? FolderChange.Vanished : FolderChange.Completed;
    }
}
