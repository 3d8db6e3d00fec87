// ComfyUI imports this file when its page opens. Nothing acts yet: the nodes need no script of their own.
export {};
