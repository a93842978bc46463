# %% [markdown]
# # %assignment% · 교차 엔트로피
#
# `cross_entropy` 함수의 빈칸을 채우십시오. (Fill in the function `cross_entropy`.)

# %%
import torch

# %% [markdown]
# ## 손실 함수 (the loss)
#
# `logits`는 `(N, K)`, `labels`는 `(N,)`입니다. 배치의 평균을 반환하십시오. (Return the mean over the batch.)


# %%
def cross_entropy(logits, labels):
    ### BEGIN SOLUTION
    right = logits[torch.arange(len(labels)), labels]
    return (logits.logsumexp(dim=1) - right).mean()
    ### END SOLUTION
