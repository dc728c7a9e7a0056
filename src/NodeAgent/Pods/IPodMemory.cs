namespace K8sMirror.NodeAgent.Pods;

/// <summary>Keeps the knowledge of pods' NICs across restarts of the agent.</summary>
internal interface IPodMemory
{
    /// <summary>What an earlier agent saved; empty if there is nothing.</summary>
    PodRecords Load();

    /// <summary>Saves; a failure is logged and does not stop anything.</summary>
    /// <returns>False: try again at the next pass.</returns>
    bool Save(PodRecords records);
}
