using K8sMirror.Bpf;
using K8sMirror.Bpf.Files;

namespace K8sMirror.NodeAgent.Datapath.Pins;

/// <summary>
/// Who else could change what is in a folder. Anyone who can write to the pins' folder, or exchange it for another, decides what the node copies
/// and where to.
/// </summary>
internal static class FolderGuard
{
    private const int OthersMayUse = 0x3f; // 077
    private const int OthersMayWrite = 0x12; // 022
    private const int Sticky = 0x200; // 01000: only owners can remove and rename entries

    /// <summary>Removes others' permissions on our folder, unless they could already have put something there.</summary>
    /// <exception cref="KernelException">It has another owner, or others may write to it or above it.</exception>
    public static void Close(string folder)
    {
        var status = FileStatus.Read(folder);
        if (!IsOurs(status))
        {
            throw Refuse(folder, $"it belongs to user {status.Owner}", folder);
        }
        if ((status.Mode & OthersMayWrite) != 0)
        {
            throw Refuse(folder, $"others may write to it (mode {Octal(status)})", folder);
        }
        if ((status.Mode & OthersMayUse) != 0)
        {
            FileStatus.Restrict(folder);
        }
        for (var above = Path.GetDirectoryName(folder); above is not null; above = Path.GetDirectoryName(above))
        {
            var parent = FileStatus.Read(above);
            if (!IsOurs(parent) || ((parent.Mode & OthersMayWrite) != 0 && (parent.Mode & Sticky) == 0))
            {
                throw Refuse(folder, $"others may exchange it, because {above} belongs to user {parent.Owner} and has mode {Octal(parent)}", above);
            }
        }
    }

    private static KernelException Refuse(string folder, string why, string mend) => new(
        Errno.EACCES,
        $"use {folder} for pins: {why}, so others could change what this node copies; look at what is in it, then run '"
        + (mend == folder ? $"chown -R 0:0 {mend} && chmod -R go= {mend}" : $"chown 0:0 {mend} && chmod go-w {mend}")
        + "', which makes it root's and closes it to others");

    private static bool IsOurs(FileStatus status) => status.Owner == 0 || status.Owner == EffectiveUser.Id;

    private static string Octal(FileStatus status) => Convert.ToString(status.Mode, 8).PadLeft(4, '0');
}
