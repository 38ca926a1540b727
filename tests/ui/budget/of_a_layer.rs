use keisan::graph;

graph! {
    layer Dense<I, O>(x: [_, I]) -> [_, O] {
        budget = "1 KiB";
        param w: [I, O] = zeros;
        x @ w
    }

    graph Net {
        input x: [2, 3];
        layer l = Dense<3, 4>;
        loss = mean(l(x));
    }
}

fn main() {}
